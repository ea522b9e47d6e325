internal import HoldfastConformance
internal import HoldfastCore

extension Conformance {
    /// A store of files: each place has a folder of its own beside the path, `PATH.PLACE`, and the store is in it.
    static func files(
        _ name: String, _ url: StoreURL, _ plugin: StorePlugin, _ configuration: Configuration
    ) throws -> Conformance {
        guard let path = url.path, path != ":memory:" else {
            throw SubjectRefusal(
                description: "\(url) is no store of files, so checks cannot have one each; "
                    + "check it by a program of its own that makes a Conformance suite")
        }
        guard !SubjectFiles.exists(path) else {
            throw SubjectRefusal(
                description: "there is something at \(path); checks work beside the path and would leave it alone, "
                    + "but name one where nothing is, to be sure")
        }
        return Conformance(name, settings: ["url": "\(url)"]) { place in
            try SubjectFiles.remove("\(path).\(place.id)")
        } make: { place in
            try SubjectFiles.makeFolder("\(path).\(place.id)")
            return try await plugin.open(url.appending(".\(place.id)/store"), configuration)
        }
    }
}
