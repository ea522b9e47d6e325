public import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory
internal import Synchronization

extension Conformance {
    /// The store in memory.
    public static var memory: Conformance { memory("Memory") { _ in nil } }

    /// The store in memory that cuts pages at random, as a backend may.
    public static var memoryWithShortPages: Conformance { memory("Memory with short pages") { $0 } }

    static func memory(_ url: StoreURL) throws -> Conformance {
        guard url.rest.isEmpty else {
            throw SubjectRefusal(description: "a memory store has no name or place; write memory:")
        }
        return memory
    }

    private static func memory(_ name: String, shortPages: @escaping @Sendable (UInt64) -> UInt64?) -> Conformance {
        let places = MemoryPlaces()
        return Conformance(name, abilities: [.inProcess]) { place in
            places.firsts.withLock { $0[place.id] = nil }
        } make: { place in
            let cut = shortPages(place.seed)
            return places.firsts.withLock { firsts in
                if let first = firsts[place.id] { return MemoryBackend(sharing: first, shortPages: cut) }
                let first = MemoryBackend(shortPages: cut)
                firsts[place.id] = first
                return first
            }
        }
    }
}

/// The first handle of each place, which keeps its data.
private final class MemoryPlaces: Sendable {
    let firsts = Mutex<[String: MemoryBackend]>([:])
}
