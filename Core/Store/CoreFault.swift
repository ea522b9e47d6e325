/// A rule that a test leaves out, to see whether the conformance checks notice; in a release build none ever is.
///
/// For rules that Core keeps before it calls its backend. All others are broken by a backend that changes what Core
/// sends it.
package enum CoreFault: Sendable {
    /// A page holds at least one.
    case pageSize
    /// A cursor belongs to its list.
    case cursorSignature
    /// An update names the revision that is stored.
    case revision
    /// What has ended stays as it is.
    case finality
    /// The same end again is no change.
    case sameEnd
    /// Times to live and leases are longer than zero.
    case positiveDuration
    /// A run that is active is deleted by force only.
    case activeRun
    /// A value is replaced only if it is the expected one.
    case expectedValue
    /// A limit that is in use keeps its definition.
    case limitDefinition
    /// Nothing is sent for a task that was cancelled.
    case cancellation
    /// Several keys are read in one call.
    case fewCalls

    #if DEBUG
        /// The rule that is left out in this task and its children.
        @TaskLocal package static var leftOut: CoreFault?
    #endif

    /// Whether the rule is left out here.
    static func leavesOut(_ rule: CoreFault) -> Bool {
        #if DEBUG
            leftOut == rule
        #else
            false
        #endif
    }
}
