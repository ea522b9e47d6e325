/// Finds what a mistyped word was meant to be.
enum Nearest {
    /// A question that names the nearest of the words, or nil where none is near.
    static func hint(_ typed: String, among words: [String]) -> String? {
        word(typed, among: words).map { "did you mean \($0)?" }
    }

    /// The nearest word: one that begins so, or else one that differs in no more than a third of its letters,
    /// or two, which is what two swapped letters count.
    static func word(_ typed: String, among words: [String]) -> String? {
        if typed.count > 2, let longer = words.first(where: { $0.hasPrefix(typed) }) { return longer }
        let ranked = words.map { (word: $0, distance: distance(typed, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.word.count / 3) ? best.word : nil
    }

    /// How many letters must be put in, left out or changed to turn one word into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let letters = Array(right)
        var row = Array(0...letters.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in letters.enumerated() {
                let changed = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[letters.count]
    }
}
