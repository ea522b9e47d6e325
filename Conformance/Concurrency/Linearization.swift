/// The search for an order of the calls on one object that explains every answer, by Wing, Gong and Lowe.
///
/// Calls that did not overlap keep their order. Calls without an answer may stand anywhere after their beginning, or
/// nowhere.
struct Linearization<Work: Workload> {
    /// What the search found.
    enum Outcome {
        case order
        /// There is none. The longest attempt placed these calls, by position, and led to this state.
        case none(placed: [Int], leadingTo: Work.State)
        /// The search ran out of its steps.
        case undecided
    }

    private struct Position: Hashable {
        let placed: [UInt64]
        let state: Work.State
    }

    private struct Attempt {
        let state: Work.State
        let call: Int?
        var candidates: ArraySlice<Int>
    }

    private let work: Work
    private let calls: [RecordedCall<Work>]
    private let start: Work.State
    private var placed: [UInt64]
    private var seen: Set<Position> = []

    /// A search among the calls on one object, which stand in the order of their beginning.
    init(_ work: Work, _ calls: [RecordedCall<Work>], from start: Work.State) {
        self.work = work
        self.calls = calls
        self.start = start
        placed = Array(repeating: 0, count: calls.count / 64 + 1)
    }

    /// Searches for at most so many steps; a history of some hundred calls takes a few thousand.
    mutating func search(budget: Int = 100_000) -> Outcome {
        var left = calls.count { $0.output != nil }
        var steps = 0
        var longest: (placed: [Int], state: Work.State, left: Int) = ([], start, left)
        var path = [Attempt(state: start, call: nil, candidates: candidates())]
        while var attempt = path.popLast() {
            guard left > 0 else { return .order }
            guard let position = attempt.candidates.popFirst() else {
                if let call = attempt.call {
                    placed[call / 64] &= ~(1 << (call % 64))
                    if calls[call].output != nil { left += 1 }
                }
                continue
            }
            path.append(attempt)
            steps += 1
            guard steps <= budget else { return .undecided }
            let call = calls[position]
            guard let state = work.step(attempt.state, call.input, call.output) else { continue }
            // What had no effect and no answer needs no place.
            if call.output == nil, state == attempt.state { continue }
            placed[position / 64] |= 1 << (position % 64)
            guard seen.insert(Position(placed: placed, state: state)).inserted else {
                placed[position / 64] &= ~(1 << (position % 64))
                continue
            }
            if call.output != nil { left -= 1 }
            path.append(Attempt(state: state, call: position, candidates: candidates()))
            if left < longest.left { longest = (path.compactMap(\.call), state, left) }
        }
        return left == 0 ? .order : .none(placed: longest.placed, leadingTo: longest.state)
    }

    /// The calls that can come next: those that began before every other one that is left had ended.
    private func candidates() -> ArraySlice<Int> {
        var candidates: [Int] = []
        var earliestEnd = RecordedCall<Work>.never
        for (position, call) in calls.enumerated() where placed[position / 64] & (1 << (position % 64)) == 0 {
            guard call.began <= earliestEnd else { break }
            candidates.append(position)
            earliestEnd = min(earliestEnd, call.ended)
        }
        return candidates[...]
    }
}
