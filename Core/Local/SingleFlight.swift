internal import Synchronization

/// Makes one call of several that ask for the same at the same time, within one process; all get its answer.
///
/// What is asked for after the call has ended is a call of its own: nothing is kept. For work that is done once over
/// all processes, and its result kept, see ``Results``.
public final class SingleFlight<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private typealias Passenger = AsyncStream<Result<Answer, any Error>>.Continuation

    /// Who waits for the call of a key.
    private let flights = Mutex<[Key: [Passenger]]>([:])

    /// Nothing is in flight.
    public init() {}

    /// The answer of the call that is in flight for the key, or of this one.
    ///
    /// The first who asks makes the call in its own task. Where that is cancelled, one of those who wait makes the call
    /// anew.
    public func run(_ key: Key, _ call: () async throws -> Answer) async throws -> Answer {
        while true {
            try Task.checkCancellation()
            let (answers, passenger) = AsyncStream<Result<Answer, any Error>>.makeStream()
            let isFirst = flights.withLock { flights in
                guard flights[key] == nil else {
                    flights[key]?.append(passenger)
                    return false
                }
                flights[key] = []
                return true
            }
            if isFirst { return try await lead(key, call) }
            for await answer in answers { return try answer.get() }
        }
    }

    private func lead(_ key: Key, _ call: () async throws -> Answer) async throws -> Answer {
        let answer: Result<Answer, any Error>
        do { answer = .success(try await call()) } catch { answer = .failure(error) }
        let passengers = flights.withLock { $0.removeValue(forKey: key) } ?? []
        let isGivenUp = if case .failure = answer { Task.isCancelled } else { false }
        for passenger in passengers {
            if !isGivenUp { passenger.yield(answer) }
            passenger.finish()
        }
        return try answer.get()
    }
}
