// A plain list: a check that is not in it does not exist.
extension Check {
    /// Every check, in the order in which faults are found fastest.
    public static let all: [Check] =
        boot + verbs + stores + payloads + migrations + crashes + faults + performance

    /// The checks of opening a store, and of what a backend declares of itself.
    public static let boot: [Check] = capabilityChecks + openChecks + limitChecks + cancelChecks

    /// The checks of the bare backend.
    public static let verbs: [Check] =
        getChecks + scanChecks + scanFilterChecks + walkChecks + commitChecks + commitJudgementChecks
        + commitPatchChecks + commitRepeatChecks + commitRaceChecks + commitEachChecks + takeChecks + takeRaceChecks
        + linearChecks + rangeChecks + lifecycleChecks + valueChecks + migrationChecks + modelChecks

    /// The checks of the whole store: Core over the backend.
    public static let stores: [Check] =
        runs + progress + queues + arrivals + records + coordination + observation + values + together

    private static let runs =
        runCreateChecks + runUpdateChecks + runRaceChecks + runCancelChecks + runListChecks + runFilterChecks
        + runWalkChecks + runDeleteChecks + runKeepingChecks + runPauseChecks + runRetryChecks + runBulkChecks
        + metaChecks + purgeChecks + deletionChecks + retentionChecks

    /// What a worker does with a run.
    private static let progress =
        workerChecks + stepChecks + stepStartChecks + outputChecks + outputStorageChecks + stateChecks
        + stateExpiryChecks + leaseChecks + leaseTimeChecks + leaseOwnerChecks

    private static let queues =
        queueClaimChecks + queueAnswerChecks + queueTimeChecks + queueDeadChecks + queueKeyChecks
        + queueDeduplicationChecks + queueFairnessChecks + queueCountChecks + queueTenantChecks

    /// What comes to a run from outside.
    private static let arrivals =
        hookChecks + hookEndChecks + hookDeliveryChecks + messageChecks + approvalChecks + approvalEndChecks
        + timerChecks + timerRaceChecks

    /// What a run leaves behind.
    private static let records =
        eventAppendChecks + eventIdentityChecks + eventReadChecks + eventRaceChecks + streamChecks
        + streamFollowChecks + snapshotChecks + snapshotFormatChecks

    /// What many share.
    private static let coordination =
        leaseListChecks + lockChecks + lockTimeChecks + lockWorkChecks + resultChecks + resultWaitChecks
        + runKeyChecks + slotChecks + slotTimeChecks + waiterChecks

    /// What starts by itself, and what is known about runs.
    private static let observation =
        scheduleChecks + scheduleFireChecks + cronChecks + statisticsChecks + statisticsRaceChecks + traceChecks
        + traceRunChecks + auditChecks

    private static let values =
        textChecks + zooChecks + sizeChecks + batchChecks + batchLimitChecks + tenantChecks + tenantNameChecks
        + errorChecks + errorTextChecks

    /// Many calls at once, and long histories.
    private static let together =
        linearStoreChecks + schedulerChecks + sessionChecks + batchRaceChecks + anomalyChecks + processChecks
        + zooPropertyChecks + storeModelChecks

    /// The checks of what becomes of payloads below the store's rules.
    public static let payloads: [Check] = spillChecks + spillSweepChecks + transformChecks + rekeyChecks + exportChecks

    /// The checks of a schema's first making and of its upgrades.
    public static let migrations: [Check] = migrateChecks + goldenChecks + migrateCrashChecks

    /// The checks of what is left by a process that dies.
    public static let crashes: [Check] = crashChecks + recoveryChecks + powerChecks

    /// The checks of requests that fail.
    public static let faults: [Check] =
        transportChecks + replyChecks + capacityChecks + interruptionChecks + deletionFaultChecks

    /// The checks of what calls cost: how many there are, and how their times compare.
    public static let performance: [Check] = callChecks + ratioChecks
}
