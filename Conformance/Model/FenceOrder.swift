/// Whether a store's fences grow when the model's do: by how much is the store's own matter.
struct FenceOrder {
    private var known: [String: [(model: Int64, store: Int64)]] = [:]

    /// Whether two answers are equal but for the size of their fences, which stand in the order of all seen before.
    mutating func agrees(_ expected: Answer, _ actual: Answer) -> Bool {
        guard expected.lines.count == actual.lines.count else { return false }
        return zip(expected.lines, actual.lines).allSatisfy { agrees($0, $1) }
    }

    private mutating func agrees(_ expected: String, _ actual: String) -> Bool {
        guard let model = FencedLine(expected), let store = FencedLine(actual) else { return expected == actual }
        guard model.before == store.before, model.after == store.after else { return false }
        // A run that is made again begins anew; only what names its life can be compared with what was before.
        guard model.before.contains(", life ") else { return true }
        let isInOrder = known[model.before, default: []].allSatisfy { old in
            (old.model < model.fence) == (old.store < store.fence)
                && (old.model == model.fence) == (old.store == store.fence)
        }
        known[model.before, default: []].append((model.fence, store.fence))
        return isInOrder
    }
}

/// A line of an answer that tells a fence.
private struct FencedLine {
    let before: String
    let fence: Int64
    let after: String

    init?(_ line: String) {
        for mark in [".fence = ", ", fence "] {
            guard let place = line.firstRange(of: mark) else { continue }
            let rest = line[place.upperBound...]
            let digits = rest.prefix { $0.isNumber }
            guard let fence = Int64(digits) else { continue }
            before = String(line[..<place.upperBound])
            self.fence = fence
            after = String(rest.dropFirst(digits.count))
            return
        }
        return nil
    }
}
