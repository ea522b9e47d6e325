/// Makes a recording smaller while it still fails: fewer things, fewer decisions, smaller numbers.
///
/// It knows nothing of what the numbers make. The same failing recording always shrinks to the same one.
struct Shrinker<Failure> {
    /// What the recording leads to, or nil where nothing fails; and the recording as far as it was used.
    let attempt: (ChoiceRecord) async throws -> (ChoiceRecord, Failure)?
    private(set) var best: (recording: ChoiceRecord, failure: Failure)
    /// How many more recordings may be tried: a failure that takes minutes to show is shown larger than it must be.
    private var budget: Int

    init(
        _ recording: ChoiceRecord, _ failure: Failure, budget: Int = 400,
        attempt: @escaping (ChoiceRecord) async throws -> (ChoiceRecord, Failure)?
    ) {
        best = (recording, failure)
        self.budget = budget
        self.attempt = attempt
    }

    /// Tries until nothing gets smaller.
    mutating func shrink() async throws {
        var before: ChoiceRecord
        repeat {
            before = best.recording
            try await dropThings()
            try await lowerNumbers()
        } while best.recording != before && budget > 0
    }

    /// True where the recording fails too, and so is the best from now on.
    private mutating func accepts(_ recording: ChoiceRecord) async throws -> Bool {
        guard recording != best.recording, budget > 0 else { return false }
        budget -= 1
        guard let (used, failure) = try await attempt(recording) else { return false }
        best = (used, failure)
        return true
    }

    /// Leaves out things, first many at once; the last ones first, as fewer others build on them.
    private mutating func dropThings() async throws {
        var size = max(1, best.recording.items.count / 2)
        while true {
            var end = best.recording.items.count
            while end > 0 {
                var recording = best.recording
                recording.items.removeSubrange(max(0, end - size)..<end)
                let isSmaller = try await accepts(recording)
                end = isSmaller ? min(end - size, best.recording.items.count) : end - size
            }
            guard size > 1 else { return }
            size /= 2
        }
    }

    private mutating func lowerNumbers() async throws {
        var item = 0
        while item < best.recording.items.count {
            try await zeroTail(of: item)
            var position = 0
            while item < best.recording.items.count, position < best.recording.items[item].count {
                try await lower(item, position)
                position += 1
            }
            item += 1
        }
    }

    /// All zeros from some position on, as few decisions as can be left.
    private mutating func zeroTail(of item: Int) async throws {
        var kept = 0
        while item < best.recording.items.count, kept < best.recording.items[item].count {
            var recording = best.recording
            let tail = kept..<recording.items[item].count
            guard recording.items[item][tail].contains(where: { $0 != 0 }) else { return }
            recording.items[item].removeSubrange(tail)
            if try await accepts(recording) { return }
            kept += 1
        }
    }

    /// The least number that fails: zero, or found by halving the distance, or one less.
    private mutating func lower(_ item: Int, _ position: Int) async throws {
        let number = best.recording.items[item][position]
        guard number > 0 else { return }
        var candidates = [0, number / 4, number / 2, number - number / 4, number - 1]
        candidates.removeAll { $0 >= number }
        for candidate in candidates {
            var recording = best.recording
            recording.items[item][position] = candidate
            guard try await accepts(recording) else { continue }
            guard item < best.recording.items.count, position < best.recording.items[item].count,
                best.recording.items[item][position] < number
            else { return }
            return try await lower(item, position)
        }
    }
}
