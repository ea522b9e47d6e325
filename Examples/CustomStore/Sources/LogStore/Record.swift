internal import HoldfastCore

/// Bytes that are put under a key, or removed (nil): all that a log consists of.
struct Change: Sendable {
    let key: [UInt8]
    let content: [UInt8]?
}

/// Changes that become durable together, as they stand in a log: their number, length and checksum, then they.
enum Record {
    private static let head = [Column](repeating: Column(0, "number", .int), count: 3)

    static func encode(_ changes: some Collection<Change>, at offset: Int) -> [UInt8] {
        let content = OrderedKey.encode(changes.flatMap { [.bytes($0.key), $0.content.map { .bytes($0) } ?? .null] })
        let head = [Int64(changes.count), Int64(content.count), checksum(content, offset)]
        return OrderedKey.encode(head.map { .int($0) }) + content
    }

    /// The changes of the record that begins here, and where it ends; nil where no whole record does.
    static func decode(_ log: [UInt8], at offset: Int) -> (changes: [Change], end: Int)? {
        let start = offset + 27
        guard start <= log.count, let head = OrderedKey.decode(Array(log[offset..<start]), as: head)?.compactMap(\.int),
            head.count == 3, (0...Int64(log.count - start)).contains(head[1])
        else { return nil }
        let content = Array(log[start..<start + Int(head[1])])
        guard checksum(content, offset) == head[2],
            let values = OrderedKey.decode(
                content, as: Array(repeating: Column(0, "bytes", .bytes), count: 2 * Int(head[0])))
        else { return nil }
        let changes = stride(from: 0, to: values.count, by: 2).map {
            Change(key: values[$0].bytes ?? [], content: values[$0 + 1].bytes)
        }
        return (changes, start + content.count)
    }

    /// CRC-64 over the place and the content. With the place in it, bytes within a record that look like another one (a
    /// log that is kept as a value in a log) are none.
    private static func checksum(_ content: [UInt8], _ offset: Int) -> Int64 {
        let table = table
        var sum = ~UInt64(offset)
        for byte in content { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
        return Int64(bitPattern: ~sum)
    }

    private static let table: [UInt64] = (0..<256).map { byte in
        (0..<8).reduce(UInt64(byte)) { sum, _ in sum & 1 == 1 ? 0xC96C_5795_D787_0F42 ^ sum >> 1 : sum >> 1 }
    }
}
