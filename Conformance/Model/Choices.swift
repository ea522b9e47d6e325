internal import HoldfastCore

/// The decisions that make one generated thing: drawn from random numbers and written down, or read from what was
/// written down.
///
/// Zero is the simplest choice everywhere, and stands for each that is missing; so whatever is left of a record still
/// makes something, and smaller numbers make something simpler.
struct Choices {
    private(set) var random: SeededRandom?
    private var given: ArraySlice<Int> = []
    /// What was decided so far.
    private(set) var made: [Int] = []

    /// Decisions by chance.
    init(_ random: SeededRandom) { self.random = random }

    /// Decisions as they were written down.
    init(_ given: [Int]) { self.given = given[...] }

    /// A number from 0 up to the bound, exclusive.
    mutating func number(below bound: Int) -> Int {
        let drawn = random?.number(below: bound) ?? given.popFirst() ?? 0
        made.append(min(drawn, bound - 1))
        return min(drawn, bound - 1)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { number(below: times) == times - 1 }

    /// One of these, which must not be empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(below: choices.count)] }
}

/// The decisions that make several things, one after the other.
struct ChoiceRecord: Equatable {
    var items: [[Int]] = []

    init(_ items: [[Int]]) { self.items = items }
}

// Numbers in base 36, with a point between them and a hyphen between things; zeros at the end are left out.
extension ChoiceRecord: CustomStringConvertible {
    var description: String {
        items.map { item in
            item[..<item.trimmedCount].map { String($0, radix: 36) }.joined(separator: ".")
        }.joined(separator: "-")
    }

    /// The recording of such a text, or nil where it is none.
    init?(_ text: some StringProtocol) {
        for part in text.split(separator: "-", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: ".").map { Int($0, radix: 36) }
            guard numbers.allSatisfy({ $0 ?? -1 >= 0 }) else { return nil }
            items.append(numbers.compactMap { $0 })
        }
    }
}

extension [Int] {
    /// How many there are without the zeros at the end.
    fileprivate var trimmedCount: Int { (lastIndex { $0 != 0 } ?? -1) + 1 }
}
