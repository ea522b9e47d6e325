/// The history of a workload.
struct Recording<Work: Workload>: Sendable {
    let work: Work
    /// The first state of each object.
    let starts: [String: Work.State]
    /// In the order of their beginning.
    let calls: [RecordedCall<Work>]

    /// How many pairs of calls took place at the same time. A call without an answer is no proof of that.
    var pairs: Int {
        overlappingPairs(calls.filter { $0.output != nil }.map { ($0.client, $0.began, $0.ended) })
    }

    /// The kinds of calls of which one succeeded.
    var succeeded: Set<String> {
        Set(calls.compactMap { call in call.output.flatMap { work.success(call.input, $0) } })
    }

    /// The history of all calls, or of those on one object, for people.
    func history(of subject: String? = nil, _ finding: History.Finding? = nil) -> History {
        let calls = calls(on: subject)
        let clients = Set(calls.map(\.client)).count
        let title = "\(calls.count) calls of \(clients) clients" + (subject.map { " on \($0)" } ?? "")
        return History(
            title, calls.map { $0.forPeople(withSubject: subject == nil && starts.count > 1) }, finding: finding)
    }

    private func calls(on subject: String?) -> [RecordedCall<Work>] {
        guard let subject else { return calls }
        return calls.filter { $0.subject == subject }
    }

    /// The history of the first object whose answers no order explains; nil where there is none.
    ///
    /// Throws ``Inconclusive`` where the search took too long.
    func contradiction() throws -> History? {
        for (subject, start) in starts.sorted(by: { $0.key < $1.key }) {
            let calls = calls(on: subject)
            guard try unexplained(calls, from: start) != nil else { continue }
            return history(of: subject, try finding(in: calls, from: start))
        }
        return nil
    }

    private typealias Failure = (placed: [Int], state: Work.State)

    private func unexplained(_ calls: [RecordedCall<Work>], from start: Work.State) throws -> Failure? {
        var search = Linearization(work, calls, from: start)
        switch search.search() {
        case .order: return nil
        case .none(let placed, let state): return (placed, state)
        case .undecided:
            throw Inconclusive("the search for an order of \(calls.count) calls was given up", isByChance: true)
        }
    }

    /// The smallest part of the calls that shows the contradiction: up to the first answer that makes it one.
    private func finding(in calls: [RecordedCall<Work>], from start: Work.State) throws -> History.Finding? {
        let ends = calls.map(\.ended).filter { $0 != RecordedCall<Work>.never }.sorted()
        var (good, bad) = (-1, ends.count - 1)
        while bad - good > 1 {
            let middle = (good + bad) / 2
            let isBad = try unexplained(calls.compactMap { $0.seen(at: ends[middle]) }, from: start) != nil
            if isBad { bad = middle } else { good = middle }
        }
        let part = calls.compactMap { $0.seen(at: ends[bad]) }
        guard let failure = try unexplained(part, from: start) else { return nil }
        let unexplained = Set(part.indices.filter { part[$0].output != nil }).subtracting(failure.placed)
        // The call that was placed last stands for the state that the others contradict.
        let first = (Array(unexplained) + failure.placed.suffix(1)).map { part[$0].began }.min() ?? 0
        return History.Finding(
            window: first...ends[bad], unexplained: unexplained,
            text: """
                No order of these calls explains every answer.
                The others lead to this: \(failure.state). From there the calls marked * cannot be answered so.
                """)
    }
}

extension RecordedCall {
    fileprivate func forPeople(withSubject: Bool) -> History.Call {
        History.Call(
            client: client, input: withSubject ? "\(subject): \(input)" : "\(input)", output: output.map { "\($0)" },
            began: began, ended: output == nil ? nil : ended)
    }
}
