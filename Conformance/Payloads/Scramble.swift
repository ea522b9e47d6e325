package import HoldfastCore

/// A transform that shows whether every payload passes it, and by which key: what it makes of bytes looks like noise,
/// and is refused with another key or in another place. It hides nothing from anyone who wants to know.
package struct Scramble: PayloadTransform {
    package let name = "scramble"
    package let keyID: String?
    /// The keys that it can read.
    let known: Set<String>

    package init(_ keyID: String, knowing others: Set<String> = []) {
        self.keyID = keyID
        known = others.union([keyID])
    }

    package func encode(_ bytes: [UInt8], at place: PayloadPlace) async throws(BackendError) -> [UInt8]? {
        guard let keyID else { return nil }
        return seal(bytes, keyID, place) + mixed(bytes, keyID, place)
    }

    package func decode(
        _ bytes: [UInt8], keyID: String?, at place: PayloadPlace
    ) async throws(BackendError) -> [UInt8] {
        guard let keyID, known.contains(keyID), bytes.count >= 32 else { throw Self.refused(place) }
        let plain = mixed(Array(bytes[32...]), keyID, place)
        guard seal(plain, keyID, place) == Array(bytes[..<32]) else { throw Self.refused(place) }
        return plain
    }

    private static func refused(_ place: PayloadPlace) -> BackendError {
        BackendError(.corrupted, "\(place.table).\(place.column) cannot be unscrambled: another key, place or content")
    }

    private func seal(_ bytes: [UInt8], _ key: String, _ place: PayloadPlace) -> [UInt8] {
        SHA256.digest(Array(key.utf8) + place.binding + bytes)
    }

    /// Twice is none.
    private func mixed(_ bytes: [UInt8], _ key: String, _ place: PayloadPlace) -> [UInt8] {
        let start = SHA256.digest(Array(key.utf8) + place.binding)
        var random = SeededRandom(seed: start[..<8].reduce(0) { $0 << 8 | UInt64($1) })
        var mixed = bytes
        var word: UInt64 = 0
        for place in mixed.indices {
            if place & 7 == 0 { word = random.next() }
            mixed[place] ^= UInt8(truncatingIfNeeded: word)
            word >>= 8
        }
        return mixed
    }
}
