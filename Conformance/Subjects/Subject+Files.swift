internal import HoldfastConformance
internal import HoldfastConformanceDisk
internal import HoldfastCore

// Each place has a folder of its own beside the path, `PATH.PLACE`, and the store is in it.
extension Conformance {
    /// A store of files that any plugin opens.
    static func files(_ url: StoreURL, _ plugin: StorePlugin, _ configuration: Configuration) throws -> Conformance {
        let beside = try Beside(url)
        return Conformance(url.scheme, settings: ["url": "\(url)"]) { place in
            try beside.removeFolder(place)
        } make: { place in
            let folder = try beside.folder(place).dropFirst(beside.path.count)
            return try await plugin.open(url.appending(folder + "/store"), configuration)
        }
    }

    #if SQLite
        /// The store of SQLite, on a disk that fails as its checks ask for.
        static func sqlite(_ url: StoreURL) throws -> Conformance {
            let beside = try Beside(url)
            guard [[:], ["synchronous": "full"], ["synchronous": "normal"]].contains(url.parameters) else {
                throw SubjectRefusal(description: "a SQLite URL takes synchronous=full or normal")
            }
            return .sqlite(
                relaxed: url.parameters["synchronous"] == "normal", folder: beside.folder,
                removeFolder: beside.removeFolder)
        }
    #endif
}

/// The folders beside a path.
private struct Beside: Sendable {
    let path: String

    init(_ url: StoreURL) throws {
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
        self.path = path
    }

    /// The folder of a place, which is made where it is not there.
    @Sendable func folder(_ place: Place) throws -> String {
        let folder = "\(path).\(place.id)"
        try SubjectFiles.makeFolder(folder)
        return folder
    }

    @Sendable func removeFolder(_ place: Place) throws { try SubjectFiles.remove("\(path).\(place.id)") }
}
