/// `queues`: what was set for a queue; one without a row has the defaults.
package enum QueueSettingsTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let queue = Column(1, "queue", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    package static let revision = Column(3, "revision", .int)
    package static let isPaused = Column(4, "is_paused", .bool)
    package static let buckets = Column(5, "buckets", .int)
    package static let maximumLength = Column(6, "maximum_length", .int, nullable: true)
    package static let updatedAt = Column(7, "updated_at", .time)

    package static let table = Table(
        26, "queues", partition: [namespace], sort: [queue],
        columns: [namespace, queue, insertToken, revision, isPaused, buckets, maximumLength, updatedAt])
}
