/// A JSON value that keeps integers and floating point numbers apart: `1`, `1.0`, `"1"`, true and null all differ.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue: Equatable {
    /// Strings are equal if their bytes are, so that the answer is the same as a database's.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): ByteOrder.equal(a, b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)):
            a.count == b.count && a.allSatisfy { key, value in b.member(key).map { $0 == value } ?? false }
        default: false
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension JSONValue {
    /// Whether everything in `part` is here: an object's keys with values that contain theirs, an array's elements in
    /// any order, and otherwise an equal value of the same type.
    public func contains(_ part: JSONValue) -> Bool {
        switch (self, part) {
        case (.object(let whole), .object(let wanted)):
            wanted.allSatisfy { key, value in whole.member(key)?.contains(value) ?? false }
        case (.array(let whole), .array(let wanted)):
            wanted.allSatisfy { element in whole.contains { $0.contains(element) } }
        default: self == part
        }
    }

    /// The JSON text: keys sorted by their bytes, no white space; the same value always gives the same text.
    public var text: String {
        var text = ""
        JSONWriter.write(self, to: &text)
        return text
    }

    /// The value of a JSON text, or nil where it is none.
    ///
    /// A number without point or exponent that fits 64 bits is an integer. Nesting is limited to 512.
    public init?(text: String) {
        var reader = JSONReader(Array(text.utf8))
        guard let value = reader.readDocument() else { return nil }
        self = value
    }
}

extension [String: JSONValue] {
    /// The value of the key of these bytes: a dictionary also takes another spelling of its characters for it.
    func member(_ key: String) -> JSONValue? {
        guard let place = index(forKey: key), ByteOrder.equal(self[place].key, key) else { return nil }
        return self[place].value
    }
}

/// Writes JSON text in one canonical form.
enum JSONWriter {
    static func write(_ value: JSONValue, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        // JSON has no NaN or infinity; callers refuse them first.
        case .double(let number): text += number.isFinite ? "\(number)" : "null"
        case .string(let string): write(string, to: &text)
        case .array(let elements):
            text += "["
            for (position, element) in elements.enumerated() {
                if position > 0 { text += "," }
                write(element, to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            let sorted = members.sorted { ByteOrder.isBefore($0.key, $1.key) }
            for (position, member) in sorted.enumerated() {
                if position > 0 { text += "," }
                write(member.key, to: &text)
                text += ":"
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
