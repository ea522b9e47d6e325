/// Names in SQL. They cannot be bound as parameters, so each is checked before it becomes text.
package enum Identifier {
    /// Whether a name is `[A-Za-z_][A-Za-z0-9_]*` of at most 63 bytes, which every database takes.
    package static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 63, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The name in quotes, so that a keyword is a name too.
    static func quoted(_ name: String) -> String {
        precondition(isValid(name), "\(name) is no name for SQL")
        return "\"\(name)\""
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
