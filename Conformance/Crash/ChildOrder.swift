/// What a child is to do, as its parent writes it into the arguments.
struct ChildOrder: Sendable, Equatable {
    /// The name of a ``CrashScript``.
    var script: String
    var place: String
    var seed: UInt64
    /// What time it is, in microseconds.
    var time: Int64
    var steps: ClosedRange<Int>
    /// Where the child kills itself; nil where it does not.
    var death: OwnDeath?

    /// A place at which a child kills itself, by SIGKILL as all do.
    enum OwnDeath: Sendable, Equatable {
        /// It has said that it begins this step, and has not begun.
        case before(Int)
        /// It has done this step, and has not said so.
        case after(Int)
        /// It has said that it did this step.
        case acknowledged(Int)
        /// The backend is about to make the request of this number, from 1 at the first step, counting those that may
        /// change what is stored: how many reads there are depends on what is in memory.
        case request(Int)
    }
}

extension ChildOrder {
    /// What the parent adds to the arguments of a child.
    var arguments: [String] {
        let death = death.map { ["--die", $0.text] } ?? []
        return [
            "--script", script, "--place", place, "--seed", "\(seed)", "--time", "\(time)", "--first",
            "\(steps.lowerBound)", "--last", "\(steps.upperBound)",
        ] + death
    }

    /// What those arguments say; nil where they are not of that kind.
    init?(_ arguments: [String]) {
        guard arguments.count.isMultiple(of: 2) else { return nil }
        var values: [String: String] = [:]
        for start in stride(from: 0, to: arguments.count, by: 2) { values[arguments[start]] = arguments[start + 1] }
        guard let script = values["--script"], let place = values["--place"],
            let seed = values["--seed"].flatMap({ UInt64($0) }), let time = values["--time"].flatMap({ Int64($0) }),
            let first = values["--first"].flatMap({ Int($0) }), let last = values["--last"].flatMap({ Int($0) }),
            first <= last
        else { return nil }
        self.init(script: script, place: place, seed: seed, time: time, steps: first...last)
        if let text = values["--die"] {
            guard let death = OwnDeath(text) else { return nil }
            self.death = death
        }
    }
}

extension ChildOrder.OwnDeath {
    var text: String {
        switch self {
        case .before(let step): "before:\(step)"
        case .after(let step): "after:\(step)"
        case .acknowledged(let step): "acknowledged:\(step)"
        case .request(let number): "request:\(number)"
        }
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        switch parts[0] {
        case "before": self = .before(number)
        case "after": self = .after(number)
        case "acknowledged": self = .acknowledged(number)
        case "request": self = .request(number)
        default: return nil
        }
    }
}
