// What a backend needs that keeps rows under keys of bytes: the bytes of a row in an order, and those of a range.

/// The bytes between which the keys of a range lie.
///
/// A row's key in an order is ``RowOrder/key(of:)``. Where ``first`` is not before ``end`` the range is empty.
public struct KeyBounds: Sendable, Equatable {
    /// The least key inside.
    public private(set) var first: [UInt8]
    /// The least key beyond.
    public private(set) var end: [UInt8]

    /// The bounds of a range, which must be valid, in the order that it is a part of.
    public init(_ range: IndexRange) {
        let prefix = OrderedKey.encode(range.partition)
        first = prefix
        end = OrderedKey.successor(ofPrefix: prefix)
        if let atLeast = range.atLeast { first = prefix + OrderedKey.encode([atLeast]) }
        if let atMost = range.atMost {
            end = OrderedKey.successor(ofPrefix: prefix + OrderedKey.encode([atMost]))
        }
        if let below = range.below {
            let bound = prefix + OrderedKey.encode([below])
            if bound.lexicographicallyPrecedes(end) { end = bound }
        }
    }

    /// The bounds of what a scan, which must be valid, has still to read.
    public init(_ scan: Scan) {
        self.init(scan.range)
        guard let after = scan.after else { return }
        let position = OrderedKey.encode(scan.range.partition) + after.bytes
        if scan.descending {
            if position.lexicographicallyPrecedes(end) { end = position }
        } else {
            // A zero byte makes the least key after the position.
            if !position.lexicographicallyPrecedes(first) { first = position + [0] }
        }
    }
}

extension RowOrder {
    /// The bytes by which the row stands in this order; nil where the row is not in it, since one of its columns is
    /// null.
    public func key(of row: Row) -> [UInt8]? {
        for column in partition where row[column].isNull { return nil }
        for column in sort where row[column].isNull { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(96)
        for column in partition { OrderedKey.append(row[column], to: &bytes) }
        for column in sort { OrderedKey.append(row[column], to: &bytes) }
        return bytes
    }
}

extension OrderedKey {
    /// The least key after every key that begins with this one, which must hold a byte below 0xFF.
    static func successor(ofPrefix prefix: [UInt8]) -> [UInt8] {
        var bytes = prefix
        while bytes.last == 0xFF { bytes.removeLast() }
        precondition(!bytes.isEmpty, "nothing stands after a prefix of 0xFF alone")
        bytes[bytes.count - 1] += 1
        return bytes
    }
}
