internal import Holdfast

/// How values are shown to people.
enum Display {
    /// The longest text of an error or payload in a column, in characters.
    static let longestText = 240

    /// Text on one line, with everything escaped that could steer a terminal: what is stored may be anybody's.
    static func line(_ text: String) -> String { TerminalText.line(text) }

    /// Text on one line, cut where it is long.
    static func short(_ text: String) -> String {
        let shown = line(text)
        return shown.count > longestText ? shown.prefix(longestText - 1) + "…" : shown
    }

    /// A moment in UTC as `2026-03-01 12:00:00`.
    static func time(_ time: Timestamp) -> String {
        String(time.description.prefix { $0 != "." }.map { $0 == "T" ? " " : $0 })
    }

    /// The time between two moments in its two largest units, such as `3m 20s`.
    static func duration(from start: Timestamp, to end: Timestamp) -> String {
        let milliseconds = max(0, start.duration(to: end).wholeMicroseconds) / 1_000
        let seconds = milliseconds / 1_000
        return switch seconds {
        case 0: "\(milliseconds)ms"
        case ..<60: "\(seconds).\(milliseconds % 1_000 / 100)s"
        case ..<3_600: "\(seconds / 60)m \(seconds % 60)s"
        case ..<86_400: "\(seconds / 3_600)h \(seconds % 3_600 / 60)m"
        default: "\(seconds / 86_400)d \(seconds % 86_400 / 3_600)h"
        }
    }

    /// A number of bytes, such as `1.5 MiB`.
    static func size(_ bytes: Int64) -> String {
        var tenths = bytes * 10
        for unit in ["B", "KiB", "MiB"] {
            if tenths < 10_240 { return unit == "B" ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1_024
        }
        return "\(tenths / 10).\(tenths % 10) GiB"
    }

    /// A number with a comma at each thousand, and a plus behind a bound that was reached.
    static func count(_ count: BoundedCount) -> String {
        var digits = ""
        for (place, digit) in String(count.value).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { digits += "," }
            digits.append(digit)
        }
        return digits.reversed() + (count.isExact ? "" : "+")
    }

    /// Some names and values, in the order of the names.
    static func pairs(_ pairs: [String: String]) -> String? {
        pairs.isEmpty
            ? nil : pairs.sorted { $0.key < $1.key }.map { line("\($0.key)=\($0.value)") }.joined(separator: ", ")
    }
}

extension JSONValue {
    /// The text, or null.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// The moment as ISO text, or null.
    static func time(_ time: Timestamp?) -> JSONValue { .text(time?.description) }
}

extension Payload {
    /// What was JSON as it was; anything else as base 64 (the alphabet of URLs) in an object that says so.
    var shown: JSONValue {
        guard let text = String(validating: bytes, as: UTF8.self), let value = JSONValue(text: text) else {
            return .object(["$base64url": .string(Base64.encode(bytes))])
        }
        return value
    }
}

extension Failure {
    /// The failure as an object.
    var json: JSONValue {
        .object([
            "code": .string(code), "message": .string(message), "step": .text(step), "at": .time(at),
            "attempt": attempt.map { .int(Int64($0)) } ?? .null, "type": .text(type),
            "details": details?.shown ?? .null,
        ])
    }
}
