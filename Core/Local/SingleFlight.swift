internal import Synchronization

/// Makes one call of several that ask for the same at the same time, within one process; all get its answer.
///
/// What is asked for after the call has ended is a call of its own: nothing is kept. For work that is done once over all
/// processes, and its result kept, see ``Results``.
public final class SingleFlight<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct Flight {
        let task: Task<Answer, any Error>
        var passengers: Int
    }

    private let flights = Mutex<[Key: Flight]>([:])

    /// Nothing is in flight.
    public init() {}

    /// The answer of the call that is in flight for the key, or of this one.
    ///
    /// The call goes on while anybody waits for it, and is cancelled once all who waited were.
    public func run(_ key: Key, _ call: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        let task = flights.withLock { flights in
            if var flight = flights[key] {
                flight.passengers += 1
                flights[key] = flight
                return flight.task
            }
            let task = Task { try await call() }
            flights[key] = Flight(task: task, passengers: 1)
            return task
        }
        let answer = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            leave(key, task)
        }
        flights.withLock { flights in
            // Another call may be in flight for the key by now.
            if flights[key]?.task == task { flights[key] = nil }
        }
        return try answer.get()
    }

    private func leave(_ key: Key, _ task: Task<Answer, any Error>) {
        let isEmpty = flights.withLock { flights in
            guard var flight = flights[key], flight.task == task else { return false }
            flight.passengers -= 1
            // Who comes now must not get the answer of a call that is cancelled.
            flights[key] = flight.passengers > 0 ? flight : nil
            return flight.passengers == 0
        }
        if isEmpty { task.cancel() }
    }
}
