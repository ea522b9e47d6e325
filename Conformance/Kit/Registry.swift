// A plain list: a check that is not in it does not exist.
extension Check {
    /// Every check, in the order in which faults are found fastest.
    public static let all: [Check] = boot + verbs + stores + payloads + migrations + crashes + faults + performance

    /// The checks of what becomes of payloads below the store's rules.
    public static let payloads: [Check] = spillChecks + spillSweepChecks + transformChecks + rekeyChecks + exportChecks

    /// The checks of opening a store, and of what a backend declares of itself.
    public static let boot: [Check] = capabilityChecks + openChecks + limitChecks + cancelChecks

    /// The checks of the whole store: Core over the backend.
    public static let stores: [Check] =
        runCreateChecks + runUpdateChecks + runRaceChecks + runCancelChecks + runListChecks + runFilterChecks
        + runWalkChecks + runDeleteChecks + runKeepingChecks + stepChecks + stepStartChecks + outputChecks
        + outputStorageChecks + stateChecks + stateExpiryChecks + leaseChecks + leaseTimeChecks + leaseOwnerChecks
        + textChecks + zooChecks + sizeChecks + batchChecks + batchLimitChecks + tenantChecks + tenantNameChecks
        + errorChecks + errorTextChecks + concurrencyChecks + zooPropertyChecks + storeModelChecks

    private static let concurrencyChecks =
        linearStoreChecks + schedulerChecks + sessionChecks + batchRaceChecks + anomalyChecks + processChecks

    /// The checks of a schema's first making and of its upgrades.
    public static let migrations: [Check] = migrateChecks + goldenChecks + migrateCrashChecks

    /// The checks of what calls cost: how many there are, and how their times compare.
    public static let performance: [Check] = callChecks + ratioChecks

    /// The checks of what is left by a process that dies.
    public static let crashes: [Check] = crashChecks + recoveryChecks + powerChecks

    /// The checks of requests that fail.
    public static let faults: [Check] = transportChecks + replyChecks + capacityChecks + interruptionChecks

    /// The checks of the bare backend.
    public static let verbs: [Check] =
        getChecks + scanChecks + scanFilterChecks + walkChecks + commitChecks + commitJudgementChecks
        + commitPatchChecks
        + commitRepeatChecks + commitRaceChecks + commitEachChecks + takeChecks + takeRaceChecks + linearChecks
        + rangeChecks + lifecycleChecks + valueChecks + migrationChecks + modelChecks
}
