public import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory
internal import Synchronization

extension Conformance {
    /// The store in memory.
    public static var memory: Conformance {
        inMemory("Memory") { first, _ in first.map { MemoryBackend(sharing: $0) } ?? MemoryBackend() }
    }

    /// The store in memory that cuts pages at random, as a backend may.
    public static var memoryWithShortPages: Conformance {
        inMemory("Memory with short pages", isSeeded: true) { first, seed in
            first.map { MemoryBackend(sharing: $0, shortPages: seed) } ?? MemoryBackend(shortPages: seed)
        }
    }

    /// The store in memory that does whatever a backend may.
    public static var strictMemory: Conformance {
        inMemory("Strict Memory", isSeeded: true) { first, seed in
            first.map { StrictMemoryBackend(sharing: $0) } ?? StrictMemoryBackend(seed: seed)
        } settle: { (first: StrictMemoryBackend) in
            first.settle()
        }
    }

    /// The suite for `memory:`, or `memory:?strict=SEED`, whose seed is that of each check.
    static func memory(_ url: StoreURL) throws -> Conformance {
        guard url.rest.isEmpty, Set(url.parameters.keys).isSubset(of: ["strict"]) else {
            throw SubjectRefusal(description: "write memory: or memory:?strict=1")
        }
        return url.parameters.isEmpty ? memory : strictMemory
    }

    /// The first handle of each place keeps its data.
    private static func inMemory<Backend: StoreBackend>(
        _ name: String, isSeeded: Bool = false, make: @escaping @Sendable (Backend?, UInt64) -> Backend,
        settle: @escaping @Sendable (Backend) -> Void = { _ in }
    ) -> Conformance {
        let firsts = Firsts<Backend>()
        return Conformance(name, abilities: [.inProcess], isSeeded: isSeeded) { place in
            firsts.handles.withLock { $0[place.id] = nil }
        } settle: { place in
            firsts.handles.withLock { $0[place.id] }.map(settle)
        } make: { place in
            firsts.handles.withLock { handles in
                let handle = make(handles[place.id], place.seed)
                handles[place.id] = handles[place.id] ?? handle
                return handle
            }
        }
    }
}

final class Firsts<Backend: StoreBackend>: Sendable {
    let handles = Mutex<[String: Backend]>([:])
}
