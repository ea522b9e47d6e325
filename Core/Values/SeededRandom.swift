/// Numbers that depend on nothing but the seed, on every platform: SplitMix64.
///
/// For tests and simulations; they are easy to guess, so never for ids of a real store.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of this seed.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to the bound, exclusive.
    package mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True once in so many times.
    package mutating func once(in times: Int) -> Bool { number(below: times) == 0 }

    /// One of these, which must not be empty.
    package mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(below: choices.count)] }
}
