extension TimeZoneRules {
    /// The time zone of these bytes, a file of the IANA time zone database as RFC 8536 lays it down.
    ///
    /// - Throws: `.invalidArgument` where they are no such file, or one that counts leap seconds.
    public init(name: String, tzif bytes: [UInt8]) throws {
        guard let rules = TZifReader(bytes: bytes).rules(name) else {
            throw StoreError(
                .invalidArgument, "the time zone data of \"\(name)\" is damaged, or counts leap seconds",
                kind: "time zone", id: name)
        }
        self = rules
    }
}

/// Reads a file of the time zone database.
private struct TZifReader {
    let bytes: [UInt8]

    /// The numbers of a block's header, and where its content begins.
    private struct Block {
        let version: UInt8
        let utcFlags, standardFlags, leaps, changes, types, letters: Int
        let start: Int

        /// The number of bytes of the content, where a time takes so many.
        func size(_ time: Int) -> Int {
            changes * (time + 1) + types * 6 + letters + leaps * (time + 4) + standardFlags + utcFlags
        }
    }

    private static let headerSize = 44

    func rules(_ name: String) -> TimeZoneRules? {
        guard let first = block(at: 0) else { return nil }
        // The first version has times of 32 bits and nothing behind them.
        guard first.version >= UInt8(ascii: "2") else { return rules(name, first, time: 4, tail: nil) }
        guard let block = block(at: first.start + first.size(4)) else { return nil }
        let footer = block.start + block.size(8)
        let newline = UInt8(ascii: "\n")
        guard footer < bytes.count, bytes[footer] == newline,
            let end = bytes[(footer + 1)...].firstIndex(of: newline)
        else { return nil }
        let text = String(decoding: bytes[(footer + 1)..<end], as: UTF8.self)
        guard !text.isEmpty else { return rules(name, block, time: 8, tail: nil) }
        guard let tail = YearlyTimeZone(text) else { return nil }
        return rules(name, block, time: 8, tail: tail)
    }

    private func block(at start: Int) -> Block? {
        guard start + Self.headerSize <= bytes.count, Array(bytes[start..<start + 4]) == Array("TZif".utf8) else {
            return nil
        }
        let counts = (0..<6).map { Int(integer(at: start + 20 + $0 * 4, size: 4)) }
        // More than any file has; a damaged number must not be counted on.
        guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
        return Block(
            version: bytes[start + 4], utcFlags: counts[0], standardFlags: counts[1], leaps: counts[2],
            changes: counts[3], types: counts[4], letters: counts[5], start: start + Self.headerSize)
    }

    private func rules(_ name: String, _ block: Block, time: Int, tail: YearlyTimeZone?) -> TimeZoneRules? {
        guard block.start + block.size(time) <= bytes.count, block.leaps == 0, block.types > 0 else { return nil }
        let indexes = block.start + block.changes * time
        let types = indexes + block.changes
        let offsets = (0..<block.types).map { integer(at: types + $0 * 6, size: 4) }
        guard offsets.allSatisfy({ (-90_000...93_600).contains($0) }) else { return nil }
        var changes: [TimeZoneRules.Change] = []
        for number in 0..<block.changes {
            let type = Int(bytes[indexes + number])
            let at = integer(at: block.start + number * time, size: time)
            guard type < offsets.count, at > changes.last?.at ?? .min else { return nil }
            changes.append(TimeZoneRules.Change(at: at, offset: offsets[type]))
        }
        return TimeZoneRules(name: name, changes: changes, firstOffset: offsets[0], tail: tail)
    }

    /// A signed number, the highest byte first.
    private func integer(at start: Int, size: Int) -> Int64 {
        let number = bytes[start..<start + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: number)) : Int64(bitPattern: number)
    }
}
