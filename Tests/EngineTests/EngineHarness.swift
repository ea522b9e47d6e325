import Holdfast
import HoldfastMemory
import HoldfastConformance
import HoldfastTestSupport
import Synchronization
import Testing

/// A store in memory on a simulation's clock, and engines over it.
struct EngineHarness: Sendable {
    let time: SimulatedTime
    let store: Store
    let events = EventLog()

    let backend: FaultyBackend
    private let memory: any StoreBackend

    /// - Parameter isStrict: Whether the store does whatever a store may, drawn from the seed.
    init(_ time: SimulatedTime, seed: UInt64 = 1, isStrict: Bool = false) async throws {
        self.time = time
        memory = isStrict ? StrictMemoryBackend(seed: seed) : MemoryBackend()
        backend = FaultyBackend(memory)
        store = Store(
            backend: backend, time: time, identifiers: IdentifierSource(SeededRandom(seed: seed)),
            payloads: PayloadOptions(maximumBytes: 2 << 20))
        try await store.prepare()
    }

    func engine(_ change: (inout EngineOptions) -> Void = { _ in }) -> Engine {
        var options = EngineOptions()
        options.observer = events
        change(&options)
        return Engine(store: store, options: options)
    }

    /// Lets the indexes of a strict store catch up, before a test looks at them.
    func settle() { (memory as? StrictMemoryBackend)?.settle() }

    /// A line of its own to the same data, which fails as the plan says.
    func line(_ plan: @escaping FaultyBackend.Plan = { _, _ in nil }) -> FaultyBackend {
        FaultyBackend(memory, plan: plan)
    }

    /// An engine that reaches the same data by a line of its own, which the test can cut.
    func engine(
        over line: FaultyBackend, seed: UInt64 = 99, _ change: (inout EngineOptions) -> Void = { _ in }
    ) -> Engine {
        var options = EngineOptions()
        options.observer = events
        change(&options)
        let identifiers = IdentifierSource(SeededRandom(seed: seed))
        return Engine(store: Store(backend: line, time: time, identifiers: identifiers), options: options)
    }

    /// Waits by polling, at most an hour of virtual time, until something holds.
    func until(_ holds: @Sendable () async throws -> Bool) async throws {
        let limit = time.now.advanced(by: .hours(1))
        while try await !holds() {
            try #require(time.now < limit, "what the test waits for does not come")
            try await time.sleep(for: .milliseconds(20))
        }
    }

    /// The run's status.
    func status(_ id: RunID) async throws -> RunStatus { try await store.runs.get(id).status }

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

    func count(_ kind: EngineEvent.Kind) -> Int { of(kind).count }
    func of(_ kind: EngineEvent.Kind) -> [EngineEvent] { events.withLock { $0.filter { $0.kind == kind } } }
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

/// Measures how many are inside at once.
final class Gauge: Sendable {
    private let state = Mutex<(now: Int, most: Int)>((0, 0))

    func enter() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
    var most: Int { state.withLock { $0.most } }
}

/// Holds tasks up until it is opened.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    var isOpen: Bool { state.withLock { $0.isOpen } }

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
