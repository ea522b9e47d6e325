/// What the histories of one check are made of.
struct ModelPlan: Sendable {
    /// How often a kind of call comes, compared with the others.
    struct Weight: Sendable {
        let kind: CommandGenerator.Kind
        let weight: Int

        init(_ kind: CommandGenerator.Kind, _ weight: Int) {
            self.kind = kind
            self.weight = weight
        }
    }

    /// How many handles take turns.
    var handles = 1
    /// How many histories are played.
    var histories = 3
    /// How many calls each of them has.
    var length = 100
    var weights = calls
    /// After so many calls the store is looked at from all sides; nil for never.
    var invariantsEvery: Int?
    /// Whether everything that is stored is compared at the end.
    var comparesDump = false

    private static let calls = [
        Weight(.create, 16), Weight(.get, 4), Weight(.update, 10), Weight(.cancel, 4), Weight(.delete, 5),
        Weight(.list, 10), Weight(.count, 4), Weight(.claim, 12), Weight(.renew, 3), Weight(.end, 7),
        Weight(.commit, 14), Weight(.steps, 6), Weight(.state, 9), Weight(.readState, 6), Weight(.sweep, 2),
        Weight(.advance, 10),
    ]

    /// With a handle closed and opened again once in twenty calls.
    func reopening() -> ModelPlan {
        var plan = self
        plan.weights.append(Weight(.reopen, 6))
        return plan
    }

    /// With much time passing, over what time does something to.
    func travelling() -> ModelPlan {
        var plan = self
        plan.weights = [
            Weight(.create, 10), Weight(.get, 4), Weight(.list, 4), Weight(.claim, 16), Weight(.renew, 8),
            Weight(.end, 4), Weight(.commit, 10), Weight(.state, 14), Weight(.readState, 14), Weight(.sweep, 4),
            Weight(.advance, 30),
        ]
        return plan
    }
}
