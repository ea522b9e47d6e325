/// Bytes that belong to the user: kept exactly, never re-encoded, and never shown in errors or logs.
public struct Payload: Sendable, Hashable {
    /// The content. Empty is a payload; absence is a nil `Payload?`.
    public var bytes: [UInt8]

    /// A payload of these bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// A payload of this text's UTF-8 bytes.
    public init(text: String) { bytes = Array(text.utf8) }

    /// The number of bytes.
    public var count: Int { bytes.count }

    /// The bytes as text, with U+FFFD in place of what is no UTF-8.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Payload {
    /// Tells contents apart; an absent one differs from an empty one.
    static func digest(of payload: Payload?) -> [UInt8] {
        SHA256.digest([payload == nil ? 0 : 1] + (payload?.bytes ?? []))
    }
}
