import Statechart

/// Events as HTTP carries them (W3C SCXML 1.0, section C.2).
enum HTTPEvents {
  /// The parameter that names the event.
  static let eventName = "_scxmleventname"
  private static let form = "application/x-www-form-urlencoded"

  /// The body and its type for an event to send: its name and its named values as parameters; a
  /// content instead of them, if there is one.
  static func body(of event: Event) -> (text: String, type: String) {
    var fields = event.name.isEmpty ? [] : [(name: eventName, value: event.name)]
    switch event.data {
    case .none: break
    case .record(let values): fields += values.map { ($0.name, $0.value.text) }
    default:
      let content = FormCoding.encode(event.data.text)
      return (fields.isEmpty ? content : FormCoding.encode(fields) + "&" + content, form)
    }
    return (FormCoding.encode(fields), form)
  }

  /// The event that a request stands for; nil where its body cannot be read.
  ///
  /// Its name is the parameter `_scxmleventname`, else `HTTP.` and the method. Its data are the other
  /// parameters, or the body as text where there are none.
  static func event(of request: HTTPMessage, method: String) -> Event? {
    let isForm = request.headers["content-type"]?.hasPrefix(form) ?? false
    guard let fields = isForm ? FormCoding.decode(request.body) : [] else { return nil }
    let name = fields.first { $0.name == eventName }?.value
    let named = fields.filter { $0.name != eventName && !$0.name.isEmpty }
    let data: Value
    if !named.isEmpty {
      data = .record(named.map { Value.Field($0.name, .string($0.value)) })
    } else if let content = fields.first(where: \.name.isEmpty) {
      data = .string(content.value)
    } else {
      data = isForm || request.body.isEmpty ? .none : .string(request.body)
    }
    return Event(
      name ?? "HTTP.\(method)", originType: IOProcessor.basicHTTP, data: data,
      raw: request.start + "\n" + request.body)
  }
}
