// A plain list: a check that is not in it does not exist.
extension Check {
    /// Every check, in the order in which faults are found fastest.
    public static let all: [Check] = boot + verbs + stores

    /// The checks of opening a store, and of what a backend declares of itself.
    public static let boot: [Check] = capabilityChecks

    /// The checks of the whole store: Core over the backend.
    public static let stores: [Check] =
        runCreateChecks + runUpdateChecks + runRaceChecks + runCancelChecks + runListChecks + runFilterChecks
        + runWalkChecks + runDeleteChecks + stepChecks + outputChecks + stateChecks + stateExpiryChecks + leaseChecks
        + leaseTimeChecks + textChecks + zooChecks + zooPropertyChecks + storeModelChecks

    /// The checks of the bare backend.
    public static let verbs: [Check] =
        getChecks + scanChecks + scanFilterChecks + commitChecks + commitJudgementChecks + commitPatchChecks
        + commitRepeatChecks + commitRaceChecks + commitEachChecks + takeChecks + takeRaceChecks + linearChecks
        + rangeChecks + lifecycleChecks + valueChecks + migrationChecks + modelChecks
}
