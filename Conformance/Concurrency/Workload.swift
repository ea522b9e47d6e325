internal import HoldfastCore

/// What clients ask of one object, and which answers fit which state of it.
///
/// It describes the object as if there were one caller only; the search for an order does the rest.
protocol Workload: Sendable {
    /// The object's whole state.
    associatedtype State: Hashable, Sendable, CustomStringConvertible
    associatedtype Input: Sendable, CustomStringConvertible
    associatedtype Output: Sendable, CustomStringConvertible
    /// What a client keeps in mind about an object between its calls, such as the revision that it saw.
    associatedtype Memory: Sendable

    /// What kind of object it is about, in a word.
    static var object: String { get }
    /// The kinds of calls of which one at least must succeed, or else a history proves nothing.
    static var kinds: Set<String> { get }
    /// The call that reads the object: the last one of each history.
    static var read: Input { get }
    /// What a client knows before its first call.
    static var ignorance: Memory { get }

    /// Makes the object; its first state.
    func prepare(_ subject: String, _ store: Store) async throws -> State
    /// The client's next call.
    func next(_ client: inout Client, _ memory: Memory) -> Input
    /// Makes the call. An error that leaves open whether the call had its effect is no failure.
    func perform(_ input: Input, on subject: String, by client: Client, _ memory: inout Memory) async throws -> Output
    /// The state after the call, or nil where this answer cannot come from that state.
    ///
    /// Without an answer: the state where the call had its effect, which is the same state where it can have none.
    func step(_ state: State, _ input: Input, _ output: Output?) -> State?
    /// The kind of the call, where this answer means that it succeeded.
    func success(_ input: Input, _ output: Output) -> String?
}

/// One of those who call: with its own clock and its own chance.
struct Client: Sendable {
    let index: Int
    let store: Store
    let time = VirtualTime()
    var random: SeededRandom

    init(_ index: Int, _ backend: any StoreBackend, _ namespace: Namespace, seed: UInt64) {
        self.index = index
        store = Store(backend: backend, namespace: namespace, time: time)
        random = SeededRandom(seed: seed &* 1_000 &+ UInt64(index))
    }
}

/// Thrown where a call may or may not have had its effect.
struct NoAnswer: Error {}

extension Error {
    /// Whether the call that threw it may have had its effect.
    var leavesOpen: Bool {
        self is NoAnswer || (self as? StoreError)?.code == .ambiguous
            || (self as? BackendError)?.code == .unknownOutcome
    }
}

/// One call of a history.
struct RecordedCall<Work: Workload>: Sendable {
    let client: Int
    let subject: String
    let input: Work.Input
    /// Nil where none came.
    let output: Work.Output?
    let began: Int
    /// Never, where no answer came.
    let ended: Int

    static var never: Int { .max }

    /// The same call as it looks at a tick: what ends later has no answer yet.
    func seen(at tick: Int) -> RecordedCall? {
        guard began <= tick else { return nil }
        guard ended > tick else { return self }
        return RecordedCall(
            client: client, subject: subject, input: input, output: nil, began: began, ended: Self.never)
    }
}
