/// Returns the candidate that a misspelt word was probably meant for, or nil if none is similar
/// enough.
///
/// The maximum Damerau distance is one for up to four letters, two for up to eight, then three; a
/// single letter is similar to nothing. Otherwise, the result is the only candidate of which the
/// word is a prefix of three letters, or of one Chinese character. The comparison ignores case and width. Among equally similar candidates the
/// first one is returned.
///
///     nearest("useridd", in: ["userid", "groupname"])  // "userid"
///     nearest("FORM", in: ["FROM", "WHERE"])           // "FROM"
package func nearest(_ word: String, in candidates: some Sequence<String>) -> String? {
    let target = Array(word.narrowed.lowercased().unicodeScalars)
    var best: (candidate: String, distance: Int)?
    var begun: [String] = []
    // One character of Chinese is a word.
    let isLong = target.count >= 3 || target.first?.properties.isIdeographic == true
    let allowed = target.count < 2 ? 0 : target.count <= 4 ? 1 : target.count <= 8 ? 2 : 3
    for candidate in candidates {
        let other = Array(candidate.lowercased().unicodeScalars)
        if isLong, other.starts(with: target) { begun.append(candidate) }
        let limit = best.map { $0.distance - 1 } ?? allowed
        guard limit >= 0, abs(other.count - target.count) <= limit else { continue }
        let distance = damerauDistance(target, other)
        if distance <= limit { best = (candidate, distance) }
    }
    return best?.candidate ?? (begun.count == 1 ? begun.first : nil)
}

/// Returns the number of letters to insert, delete, replace or swap with their neighbour.
private func damerauDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var twoAgo: [Int] = []
    var before: [Int] = []
    var row = Array(0...right.count)
    for i in left.indices {
        twoAgo = before
        before = row
        row = [i + 1]
        row.reserveCapacity(right.count + 1)
        for j in right.indices {
            var cost = min(before[j + 1], row[j]) + 1
            cost = min(cost, before[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = min(cost, twoAgo[j - 1] + 1)
            }
            row.append(cost)
        }
    }
    return row[right.count]
}
