package import WorkQLPages

/// A share of a directory in a form that can be kept, and reused by the next client with the same
/// credentials.
package struct DirectoryRecord: Sendable {
    package var share: Directory.Share
    package var stamp: Stamp
    /// `visibility`: userid and name of each named user, then id and parent of each department;
    /// `members`: userid, name and department; `names`: id and name of each department.
    package var page: Page

    /// The identification of shares that belong together: members and names refer to one list of
    /// departments.
    package struct Stamp: Hashable, Sendable {
        /// Random.
        package var id: Int64
        /// The time at which the list of departments was fetched, in seconds since 1970.
        package var fetched: Int64

        package init(id: Int64, fetched: Int64) {
            self.id = id
            self.fetched = fetched
        }
    }

    package init(share: Directory.Share, stamp: Stamp, page: Page) {
        self.share = share
        self.stamp = stamp
        self.page = page
    }

    /// Receives each share after it was fetched.
    package typealias Keeping = @Sendable (DirectoryRecord) async -> Void
}
