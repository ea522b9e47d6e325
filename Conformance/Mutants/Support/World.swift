internal import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory
internal import Synchronization

/// What the handles of one place share: its rows, and what a variant keeps beside them.
final class World: Sendable {
    /// What a variant remembers across calls, and across handles.
    struct Notes {
        var counts: [String: Int] = [:]
        /// How many rows stand before a cursor, by list.
        var offsets: [String: [Cursor: Int]] = [:]
        var refusals: [Int: Refusal] = [:]
        var rows: [Key: Row?] = [:]
        var keys: [Table: [String: [Value]]] = [:]
        var batches: [WriteBatch] = []
        /// How many commits are at work that locked this row first.
        var locked: [Key: Int] = [:]
    }

    /// Where the rows are.
    let rows = MemoryBackend()
    /// A second store, for variants that keep something twice: an index, a cache, a replica.
    let shadow: any StoreBackend = MemoryBackend()
    /// How many calls its handles may still make.
    let budget = Budget()
    /// Where the check's data is.
    let place: Place
    private let notes = Mutex(Notes())

    init(_ place: Place) { self.place = place }

    /// The time of the check, in microseconds.
    var now: Int64 { place.time.now.microseconds }

    /// Reads and writes what is remembered.
    func note<Answer: Sendable>(_ body: @Sendable (inout Notes) -> Answer) -> Answer { notes.withLock { body(&$0) } }
}

extension Conformance {
    /// A suite over Memory whose handles are changed by the closure, which is called once for each of them.
    static func decorated(
        _ name: String, abilities: Set<Ability> = [.inProcess],
        _ change: @escaping @Sendable (inout Decorator, World) -> Void
    ) -> Conformance {
        let worlds = Mutex<[String: World]>([:])
        return Conformance(name, abilities: abilities) { place in
            worlds.withLock { $0[place.id] = nil }
        } make: { place in
            let world = worlds.withLock { worlds in
                let world = worlds[place.id] ?? World(place)
                worlds[place.id] = world
                return world
            }
            var handle = Decorator(MemoryBackend(sharing: world.rows), world.budget)
            change(&handle, world)
            return handle
        }
    }
}
