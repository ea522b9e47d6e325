/// One step between a payload as the program knows it and the bytes that are stored: compress, encrypt, offload.
///
/// A store applies its transforms in order when it writes and undoes them in reverse when it reads, on every path: what
/// it gives its backend has passed all of them. Which were applied stands with each value, so that a changed list goes
/// on reading what is there. Calls come from many tasks at once.
///
/// What a store filters, sorts or identifies by is no payload and stays as it is: ids, names, tags, attributes,
/// metadata, the trigger, error texts of queue messages, and a digest of each run's input.
public protocol PayloadTransform: Sendable {
    /// What the transform is called where values name it; must be unique in a store and never change. 1 to 64 bytes.
    var name: String { get }

    /// The key with which it writes; nil where it has none, or leaves new values as they are. 1 to 64 bytes.
    ///
    /// ``Store/rekey(after:limit:)`` writes anew what was written with another key.
    var keyID: String? { get }

    /// The bytes to store in place of these; nil where it leaves them as they are.
    ///
    /// - Throws: `.unavailable` where the same call may succeed later; nothing is written then.
    func encode(_ bytes: [UInt8], at place: PayloadPlace) async throws(BackendError) -> [UInt8]?

    /// The bytes of which ``encode(_:at:)`` made these.
    ///
    /// - Parameter keyID: The key with which they were written.
    /// - Throws: `.corrupted` where they were altered, moved, or written with a key that is not known; `.unavailable`
    ///   where the same call may succeed later. The message must show neither content nor key.
    func decode(_ bytes: [UInt8], keyID: String?, at place: PayloadPlace) async throws(BackendError) -> [UInt8]
}

/// Where a payload stands: one column of one row.
public struct PayloadPlace: Sendable, Hashable {
    /// The table's name.
    public let table: String
    /// The column's name.
    public let column: String
    /// The row's key as bytes; it begins with the namespace.
    public let key: [UInt8]

    package init(_ key: Key, _ column: Column) {
        table = key.table.name
        self.column = column.name
        self.key = OrderedKey.encode(key.values)
    }

    /// Bytes that no other place has: an encryption binds them in, so that a value cannot be moved elsewhere.
    public var binding: [UInt8] { OrderedKey.encode([.text(table), .text(column)]) + key }
}

/// What a store does with payloads on their way to its backend.
public struct PayloadOptions: Sendable {
    /// Applied in this order when a payload is written; none by default.
    public var transforms: [any PayloadTransform]
    /// The most bytes that a payload may have: 64 MiB by default. A larger one is `.limitExceeded` before anything is
    /// written.
    public var maximumBytes: Int

    /// Payloads as they are, up to 64 MiB.
    public init(transforms: [any PayloadTransform] = [], maximumBytes: Int = 64 << 20) {
        for name in transforms.flatMap({ [$0.name, $0.keyID ?? "none"] }) {
            precondition((1...64).contains(name.utf8.count), "a transform's name and key id have 1 to 64 bytes")
        }
        precondition(Set(transforms.map(\.name)).count == transforms.count, "two transforms have the same name")
        self.transforms = transforms
        self.maximumBytes = maximumBytes
    }
}
