#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A disk of a test's own, in memory and soon full; as long as this is kept.
pub(crate) struct SmallDisk(TempDir);

impl SmallDisk {
    /// One of this size, which root alone may mount, on Linux.
    pub(crate) fn mounted(size: &str) -> Self {
        let disk = Self(tempfile::tempdir().unwrap());
        let may = disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]);
        assert!(may, "a small disk can be mounted by root on Linux alone");
        disk
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Mounts it anew, as told; not read-only while a file is open to be written.
    pub(crate) fn remounted(&self, how: &str) -> bool {
        self.run("mount", &["-o", &format!("remount,{how}")])
    }

    fn run(&self, program: &str, options: &[&str]) -> bool {
        let output = Command::new(program).args(options).arg(self.path()).output();
        output.is_ok_and(|output| output.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.run("umount", &["--lazy"]);
    }
}
