/// Values as bytes that sort as the values do: the form of cursors, and of keys where a backend has only bytes.
///
/// A null is 00 and every other value begins with 01. Then: text and bytes with each 00 written as 00 FF and closed by
/// 00 00; integers as eight bytes, most significant first, with the sign bit flipped; doubles as their bits with the
/// sign flipped if positive and all flipped if negative; booleans as one byte. The types are not written: who
/// reads them knows the columns.
public enum OrderedKey {
    /// The bytes of these values, one after the other.
    public static func encode(_ values: [Value]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.reduce(0) { $0 + $1.size + 3 })
        for value in values { append(value, to: &bytes) }
        return bytes
    }

    /// Appends the bytes of one value.
    public static func append(_ value: Value, to bytes: inout [UInt8]) {
        guard !value.isNull else { return bytes.append(0) }
        bytes.append(1)
        switch value {
        case .null: break
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .int(let number): append(UInt64(bitPattern: number) ^ (1 << 63), to: &bytes)
        case .double(let number):
            let bits = number.bitPattern
            append(bits >> 63 == 0 ? bits | (1 << 63) : ~bits, to: &bytes)
        case .text(let text): appendEscaped(text.utf8, to: &bytes)
        case .bytes(let content): appendEscaped(content, to: &bytes)
        }
    }

    /// The values of these columns, or nil where the bytes are no such key.
    public static func decode(_ bytes: [UInt8], as columns: [Column]) -> [Value]? {
        var rest = bytes[...]
        var values: [Value] = []
        for column in columns {
            guard let value = decodeValue(column, &rest) else { return nil }
            values.append(value)
        }
        return rest.isEmpty ? values : nil
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private static func appendEscaped(_ content: some Collection<UInt8>, to bytes: inout [UInt8]) {
        var rest = content[...]
        // From zero to zero, since long content has few of them.
        while let zero = rest.firstIndex(of: 0) {
            bytes += rest[...zero]
            bytes.append(0xFF)
            rest = rest[rest.index(after: zero)...]
        }
        bytes += rest
        bytes.append(0)
        bytes.append(0)
    }

    private static func decodeValue(_ column: Column, _ rest: inout ArraySlice<UInt8>) -> Value? {
        guard let mark = rest.popFirst() else { return nil }
        guard mark == 1 else { return mark == 0 ? .null : nil }
        switch column.type {
        case .bool:
            guard let byte = rest.popFirst(), byte < 2 else { return nil }
            return .bool(byte == 1)
        case .int, .time:
            return decodeWord(&rest).map { .int(Int64(bitPattern: $0 ^ (1 << 63))) }
        case .double:
            return decodeWord(&rest).map { .double(Double(bitPattern: $0 >> 63 == 1 ? $0 & ~(1 << 63) : ~$0)) }
        case .text, .json:
            guard let content = decodeEscaped(&rest), let text = String(validating: content, as: UTF8.self) else {
                return nil
            }
            return .text(text)
        case .bytes: return decodeEscaped(&rest).map { .bytes($0) }
        }
    }

    private static func decodeWord(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        guard rest.count >= 8 else { return nil }
        let word = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        rest.removeFirst(8)
        return word
    }

    private static func decodeEscaped(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var content: [UInt8] = []
        while let zero = rest.firstIndex(of: 0), zero + 1 < rest.endIndex {
            content += rest[..<zero]
            let next = rest[zero + 1]
            rest = rest[(zero + 2)...]
            if next == 0 { return content }
            guard next == 0xFF else { return nil }
            content.append(0)
        }
        return nil
    }
}
