/// A place in a picture: x to the right, y downward.
struct Point: Hashable {
  var x: Double
  var y: Double

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
}

struct Size: Hashable {
  var width: Double
  var height: Double
}

/// A box with its top left corner.
struct Frame: Hashable {
  var origin: Point
  var size: Size

  var maxX: Double { origin.x + size.width }
  var maxY: Double { origin.y + size.height }
  var midX: Double { origin.x + size.width / 2 }
  var midY: Double { origin.y + size.height / 2 }
}

/// The distances of a picture, in its units (pixels at 100 %).
enum Metrics {
  static let title = TextMeasure(fontSize: 14, isBold: true)
  static let id = TextMeasure(fontSize: 11, isMonospaced: true)
  static let label = TextMeasure(fontSize: 12)
  static let note = TextMeasure(fontSize: 11)
  static let heading = TextMeasure(fontSize: 18, isBold: true)

  static let titleLine = 20.0
  static let idLine = 15.0
  static let labelLine = 16.0
  static let noteLine = 15.0

  static let titleWidth = 190.0
  static let labelWidth = 210.0
  /// Between the border of a box and its words.
  static let padding = 12.0
  /// Between the border of a container and what is in it.
  static let margin = 18.0
  /// Between two boxes, and between two arrows, of one row.
  static let gap = 26.0
  /// Between two rows; between two rows of boxes lies a row of labels.
  static let rowGap = 17.0
  static let startDiameter = 14.0
  static let historyDiameter = 28.0
  static let barHeight = 30.0
  /// How far an arrow that returns to its own box goes out.
  static let loop = 24.0
  /// Between the ends of arrows at one side of a box.
  static let portGap = 22.0
}
