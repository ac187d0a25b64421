use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The programs of an installed PostgreSQL.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// The user and the group to run as; none to run as who runs the test.
    user: Option<(u32, u32)>,
}

impl Programs {
    pub(crate) fn find() -> io::Result<Self> {
        let folder = match std::env::var_os("POSTGRES_BIN") {
            Some(named) => PathBuf::from(named),
            None => latest(Path::new("/usr/lib/postgresql"))?,
        };
        let user = match id("-u", None)? {
            0 => Some((id("-u", Some("postgres"))?, id("-g", Some("postgres"))?)),
            _ => None,
        };
        Ok(Self { folder, user })
    }

    /// One of them, which says nothing.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Gives a folder or a file to the user that they run as.
    pub(crate) fn give(&self, path: &Path) -> io::Result<()> {
        match self.user {
            Some((user, group)) => chown(path, Some(user), Some(group)),
            None => Ok(()),
        }
    }
}

/// The programs of the latest version in Debian's folder.
fn latest(installed: &Path) -> io::Result<PathBuf> {
    let version = |entry: io::Result<std::fs::DirEntry>| {
        let name = entry.ok()?.file_name();
        name.to_str()?.parse::<u32>().ok()
    };
    let latest = std::fs::read_dir(installed)?.filter_map(version).max();
    let latest = latest.ok_or_else(|| io::Error::other("install the package `postgresql`"))?;
    Ok(installed.join(latest.to_string()).join("bin"))
}

/// The number of a user or group; of who runs the test, if no name is given.
fn id(which: &str, name: Option<&str>) -> io::Result<u32> {
    let said = Command::new("id").arg(which).args(name).output()?;
    let number = String::from_utf8_lossy(&said.stdout).trim().parse();
    number
        .map_err(|_| io::Error::other("there is no user `postgres`: install PostgreSQL's package"))
}
