import Holdfast
import HoldfastMemory
import HoldfastTestSupport
import Synchronization

/// A store in memory on a simulation's clock, and engines over it.
struct EngineHarness: Sendable {
    let time: SimulatedTime
    let store: Store
    let events = EventLog()

    let backend = FaultyBackend(MemoryBackend())

    init(_ time: SimulatedTime, seed: UInt64 = 1) async throws {
        self.time = time
        store = Store(backend: backend, time: time, identifiers: IdentifierSource(SeededRandom(seed: seed)))
        try await store.prepare()
    }

    func engine(_ change: (inout EngineOptions) -> Void = { _ in }) -> Engine {
        var options = EngineOptions()
        options.observer = events
        change(&options)
        return Engine(store: store, options: options)
    }

    /// Runs the engine while the body does something with it, then stops it.
    func working<Output: Sendable>(
        _ engine: Engine, _ body: @Sendable () async throws -> Output
    ) async throws -> Output {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            let output = try await body()
            engine.stop()
            try await group.waitForAll()
            return output
        }
    }
}

/// Remembers what engines did.
final class EventLog: Observer {
    private let events = Mutex<[EngineEvent]>([])

    func observe(_ event: EngineEvent) { events.withLock { $0.append(event) } }

    func count(_ kind: EngineEvent.Kind) -> Int { events.withLock { $0.count { $0.kind == kind } } }
}

/// Counts the executions of steps, outside the store.
final class Counter: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    subscript(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
    var total: Int { counts.withLock { $0.values.reduce(0, +) } }
}

/// A workflow whose body is a closure, for tests.
struct Adhoc: Workflow {
    static let name = "adhoc"
    let body: @Sendable (isolated Run, Int) async throws -> Int

    init(_ body: @escaping @Sendable (isolated Run, Int) async throws -> Int) { self.body = body }

    func run(_ run: isolated Run, _ input: Int) async throws -> Int { try await body(run, input) }
}

extension Adhoc {
    /// One that is only started, never worked on.
    static let idle = Adhoc { _, input in input }
}

/// Remembers values in the order in which they came.
final class Recorder<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    func add(_ value: Value) { values.withLock { $0.append(value) } }
    var all: [Value] { values.withLock { $0 } }
}

/// Holds tasks up until it is opened.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiters = state.withLock { state in
            defer { state = (true, []) }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func waitIgnoringCancellation() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }
}
