/// A whole drawing, laid out.
struct Layout {
  var size: Size
  /// By node; nothing for the picture itself.
  private(set) var frames: [Int: Frame] = [:]
  /// By arrow: places to be joined by lines that leave and arrive vertically.
  private(set) var paths: [Int: [Point]] = [:]
  private(set) var labels: [Int: Point] = [:]
  /// Arrows that return to their own box, by that box.
  let loops: [Int: [Int]]

  init(_ drawing: Drawing) {
    let routes = Routes(drawing)
    var builder = BoxBuilder(drawing: drawing, routes: routes)
    let picture = builder.layOut(0)
    size = picture.size
    loops = routes.loops
    var origins = [0: Point(x: 0, y: 0)]
    for container in drawing.nodes.indices {
      guard let box = builder.boxes[container], let origin = origins[container] else { continue }
      for (child, place) in box.origins {
        origins[child] = origin + place
        frames[child] = Frame(
          origin: origin + place, size: box.sizes[child] ?? Size(width: 0, height: 0))
      }
      for (edge, place) in box.labels { labels[edge] = origin + place }
    }
    for (edge, containers) in routes.containers {
      paths[edge] = containers.flatMap { container in
        let origin = origins[container] ?? Point(x: 0, y: 0)
        return (builder.boxes[container]?.paths[edge] ?? []).map { origin + $0 }
      }
    }
  }
}
