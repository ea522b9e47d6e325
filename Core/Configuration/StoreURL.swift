/// Where a store is: `scheme:rest?name=value`, as `sqlite:///app.db` or `postgres://user:secret@host/db`.
///
/// Its description never shows a password or token.
public struct StoreURL: Sendable, Hashable {
    /// The whole text, secrets included; for the plugin that opens it, never for a message.
    public let text: String
    /// The part before the first colon, in lower case.
    public let scheme: String
    /// What stands between the colon and the question mark, with its slashes.
    public let rest: String
    /// What stands behind the question mark, with escapes resolved.
    public let parameters: [String: String]

    /// Takes the text apart. Throws `.invalidArgument` where it has no scheme.
    public init(_ text: String) throws {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            text[..<colon].utf8.allSatisfy({ Self.isSchemeByte($0) })
        else {
            throw StoreError(
                .invalidArgument, "a store URL begins with a scheme, such as sqlite:///app.db; set HOLDFAST_STORE_URL")
        }
        self.text = text
        scheme = text[..<colon].lowercased()
        let tail = text[text.index(after: colon)...]
        let mark = tail.firstIndex(of: "?") ?? tail.endIndex
        rest = String(tail[..<mark])
        var parameters: [String: String] = [:]
        for pair in tail[mark...].dropFirst().split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters[Self.unescaped(String(parts[0]))] = parts.count > 1 ? Self.unescaped(String(parts[1])) : ""
        }
        self.parameters = parameters
    }

    /// The text with each `%41` replaced by its byte; what is no escape stays.
    public static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension StoreURL: CustomStringConvertible {
    /// The URL with the user and password, and all that stands behind the question mark, replaced by stars.
    ///
    /// A token may stand as the user or as a parameter without a name, and a password may hold any of the marks, also
    /// where it should not; so nothing is shown of a part that can hold one. A path of a file can hold none.
    public var description: String {
        let tail = text.dropFirst(scheme.count + 1)
        let isPath = !rest.hasPrefix("//") || rest.hasPrefix("///")
        if !isPath, let at = tail.lastIndex(of: "@") {
            guard !tail[..<at].contains("?") else { return scheme + "://***" }
            let host = tail[at...]
            let mark = host.firstIndex(of: "?")
            return scheme + "://***" + host[..<(mark ?? host.endIndex)] + (mark == nil ? "" : "?***")
        }
        return scheme + ":" + rest + (rest.count < tail.count ? "?***" : "")
    }
}
