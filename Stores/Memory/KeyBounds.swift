internal import HoldfastCore

/// The bytes between which the keys of a range lie: the first is inside, the end is not.
struct KeyBounds {
    var first: [UInt8]
    var end: [UInt8]

    /// The bounds of a range in the order that it is a part of.
    init(_ range: IndexRange) {
        let prefix = OrderedKey.encode(range.partition)
        first = prefix
        end = ByteKeys.successor(ofPrefix: prefix)
        if let atLeast = range.atLeast { first = prefix + OrderedKey.encode([atLeast]) }
        if let atMost = range.atMost {
            end = ByteKeys.successor(ofPrefix: prefix + OrderedKey.encode([atMost]))
        }
        if let below = range.below {
            let bound = prefix + OrderedKey.encode([below])
            if ByteKeys.compare(bound, end) < 0 { end = bound }
        }
    }

    /// The bounds of what a scan has still to read.
    init(_ scan: Scan) {
        self.init(scan.range)
        guard let after = scan.after else { return }
        let position = OrderedKey.encode(scan.range.partition) + after.bytes
        if scan.descending {
            if ByteKeys.compare(position, end) < 0 { end = position }
        } else {
            // A zero byte makes the least key after the position.
            if ByteKeys.compare(position, first) >= 0 { first = position + [0] }
        }
    }
}
