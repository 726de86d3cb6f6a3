import Foundation

extension Zone {
    /// Creates the zone of an IANA identifier, ignoring case; returns nil if there is no such zone.
    ///
    /// Abbreviations are not accepted, because Foundation reads CST as Chicago where its writer
    /// means China; except those that are names in the system's database, such as CET and EST.
    ///
    /// The system's database takes precedence over Foundation's own, which is as old as the
    /// program.
    package init?(named identifier: String) {
        if identifier == Zone.shanghai.identifier {
            self = .shanghai
            return
        }
        if let file = ZoneFile(named: identifier) {
            self.init(file)
            return
        }
        // Foundation would create a zone for any offset after GMT.
        guard !Self.isAbbreviation(identifier), !foldedASCII(identifier).hasPrefix("gmt"),
            let known = Self.known(identifier)
        else { return nil }
        self.init(known, identifier: known.identifier)
    }

    /// Returns whether the name is an abbreviation such as CST, which several zones share.
    package static func isAbbreviation(_ name: String) -> Bool {
        TimeZone.abbreviationDictionary[name.uppercased()] != nil
    }

    /// Returns Foundation's zone, whose names are case-sensitive.
    private static func known(_ identifier: String) -> TimeZone? {
        if let exact = TimeZone(identifier: identifier) { return exact }
        let folded = foldedASCII(identifier)
        return TimeZone.knownTimeZoneIdentifiers.first { foldedASCII($0) == folded }
            .flatMap { TimeZone(identifier: $0) }
    }

    /// The names of all zones.
    package static let names: [String] =
        ZoneFile.names.isEmpty ? TimeZone.knownTimeZoneIdentifiers : ZoneFile.names

    /// Returns up to three known identifiers that a mistyped one may mean, the nearest first.
    ///
    /// The last component counts as well as the whole, so that `Shanghai` and `China/Shanghai` find
    /// their zone. Cities that are commonly named but missing in the IANA database are added by
    /// hand.
    package static func nearNames(to identifier: String) -> [String] {
        let wanted = foldedASCII(identifier).map { $0 == " " ? "_" : $0 }
        let wantedPlace = Array(place(wanted))
        if ["beijing", "peking", "guangzhou", "shenzhen", "china", "prc", "cn"]
            .contains(String(wantedPlace))
        {
            return ["Asia/Shanghai"]
        }
        var found: [(distance: Int, name: String)] = []
        for name in names {
            let candidate = Array(foldedASCII(name))
            let whole = editDistance(wanted, candidate)
            let inPlace = editDistance(wantedPlace, Array(place(candidate)))
            // One edit for every four letters, so that a short word does not match unrelated names.
            let distance = inPlace <= wantedPlace.count / 4 ? min(whole, inPlace) : whole
            if distance <= max(1, wanted.count / 4) { found.append((distance, name)) }
        }
        guard let best = found.map(\.distance).min() else { return [] }
        return found.filter { $0.distance == best }.map(\.name).sorted().prefix(3).map { $0 }
    }

    /// Returns the component after the last slash.
    private static func place(_ name: [Character]) -> ArraySlice<Character> {
        name[((name.lastIndex(of: "/") ?? -1) + 1)...]
    }

    /// Returns the number of insertions, deletions, replacements and swaps of neighbours that turn
    /// one into the other.
    private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            for j in right.indices {
                var best = min(previous[j + 1], current[j]) + 1
                best = min(best, previous[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforePrevious[j - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
