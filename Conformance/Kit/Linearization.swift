/// Finds an order of calls on one register that explains every answer.
///
/// Calls that did not overlap keep their order.
enum Linearization {
    /// What a call saw and did.
    enum Effect: Sendable {
        /// It read this.
        case read(Int64)
        /// It found this and wrote the next number.
        case replaced(Int64)
        /// It wrote nothing because it found this and not the other.
        case found(Int64, insteadOf: Int64)
    }

    /// One call, with the times of a logical clock.
    struct Call: Sendable {
        let began: Int
        let ended: Int
        let effect: Effect
    }

    /// The register's content after such an order, or nil where there is none: the search of Wing and Gong, with the
    /// states remembered that led nowhere.
    static func find(_ calls: [Call], from start: Int64) -> Int64? {
        var hopeless: Set<[Int64]> = []
        return search(calls.sorted { $0.began < $1.began }, start, &hopeless)
    }

    private static func search(_ left: [Call], _ content: Int64, _ hopeless: inout Set<[Int64]>) -> Int64? {
        guard let earliestEnd = left.map(\.ended).min() else { return content }
        let state = [content] + left.map { Int64($0.began) }
        guard !hopeless.contains(state) else { return nil }
        // Only a call that began before every other ended can come first.
        for (position, call) in left.enumerated() where call.began <= earliestEnd {
            guard let next = call.effect.applied(to: content) else { continue }
            var rest = left
            rest.remove(at: position)
            if let end = search(rest, next, &hopeless) { return end }
        }
        hopeless.insert(state)
        return nil
    }
}

extension Linearization.Effect {
    /// The content afterwards, or nil where the answer cannot come from this content.
    func applied(to content: Int64) -> Int64? {
        switch self {
        case .read(let seen): seen == content ? content : nil
        case .replaced(let old): old == content ? content + 1 : nil
        case .found(let seen, let wanted): seen == content && seen != wanted ? content : nil
        }
    }
}
