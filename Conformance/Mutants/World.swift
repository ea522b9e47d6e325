internal import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory
internal import Synchronization

/// What the handles of one place share: its rows, and what a variant keeps beside them.
final class World: Sendable {
    /// Where the rows are.
    let rows = MemoryBackend()
    /// A second store, for variants that keep something twice: an index, a cache, a replica.
    let shadow = MemoryBackend()
    let place: Place

    init(_ place: Place) { self.place = place }
}

extension Conformance {
    /// A suite over Memory whose handles are changed by the closure, which is called once for each of them.
    static func decorated(
        _ name: String, _ change: @escaping @Sendable (inout Decorator, World) -> Void
    ) -> Conformance {
        let worlds = Mutex<[String: World]>([:])
        return Conformance(name, abilities: [.inProcess]) { place in
            worlds.withLock { $0[place.id] = nil }
        } make: { place in
            let world = worlds.withLock { worlds in
                let world = worlds[place.id] ?? World(place)
                worlds[place.id] = world
                return world
            }
            var handle = Decorator(MemoryBackend(sharing: world.rows))
            change(&handle, world)
            return handle
        }
    }
}
