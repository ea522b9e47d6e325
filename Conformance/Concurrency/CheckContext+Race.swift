// Calls at the same time. Each race is noted by the check's witness, without which the check does not pass.
extension CheckContext {
    /// Runs so many calls at once; their results by position.
    func race<Answer: Sendable>(
        _ count: Int, _ call: @escaping @Sendable (Int) async throws -> Answer
    ) async -> [Result<Answer, any Error>] {
        await atOnce(count) { n in
            do { return .success(try await call(n)) } catch { return .failure(error) }
        }
    }

    /// Runs so many calls at once, none of which throws; their answers by position.
    func atOnce<Answer: Sendable>(
        _ count: Int, _ call: @escaping @Sendable (Int) async -> Answer
    ) async -> [Answer] {
        let gate = StartGate(count)
        let clock = LogicalClock()
        let calls = await withTaskGroup(of: Timed<Answer>.self) { group in
            for n in 0..<count {
                group.addTask { @concurrent in
                    await gate.pass()
                    let began = clock.tick()
                    let answer = await call(n)
                    return Timed(client: n, answer: answer, began: began, ended: clock.tick())
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let ordered = calls.sorted { $0.client < $1.client }
        let history = { @Sendable in History("\(count) calls at once", ordered.map(\.call)) }
        witness.note(pairs: overlappingPairs(ordered.map { ($0.client, $0.began, $0.ended) }), history: history)
        return ordered.map(\.answer)
    }
}

private struct Timed<Answer: Sendable>: Sendable {
    let client: Int
    let answer: Answer
    let began: Int
    let ended: Int

    var call: History.Call {
        History.Call(client: client, input: "call \(client)", output: "\(answer)", began: began, ended: ended)
    }
}
