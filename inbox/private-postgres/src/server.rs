use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::programs::Programs;

/// How long a server may take to start or to stop, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, which is stopped and removed when it is dropped.
#[derive(Debug)]
pub struct Server {
    programs: Programs,
    /// Removed with what is in it, after the server was stopped.
    folder: TempDir,
    data: PathBuf,
    port: u16,
    running: Option<Child>,
}

impl Server {
    /// Makes and starts one.
    ///
    /// # Errors
    ///
    /// PostgreSQL is not installed, or did not start.
    pub fn start() -> io::Result<Self> {
        let folder = folder()?;
        let data = folder.path().join("data");
        Self::start_in(folder, data)
    }

    /// Makes and starts one whose data are on a disk of its own, which is given to it.
    ///
    /// # Errors
    ///
    /// PostgreSQL is not installed, or did not start.
    pub fn start_on(disk: &Path) -> io::Result<Self> {
        Programs::find()?.give(disk)?;
        Self::start_in(folder()?, disk.join("data"))
    }

    fn start_in(folder: TempDir, data: PathBuf) -> io::Result<Self> {
        let programs = Programs::find()?;
        programs.give(folder.path())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut initdb = programs.command("initdb");
        initdb.args([
            "--username=inbox",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]);
        succeeded(initdb.arg("--pgdata").arg(&data).status()?)?;
        let mut server = Self { programs, folder, data, port, running: None };
        server.restart()?;
        Ok(server)
    }

    /// Where it can be reached, as its superuser.
    pub fn url(&self) -> String {
        self.url_at(self.port)
    }

    /// Where it can be reached through a port that leads to it.
    pub fn url_at(&self, port: u16) -> String {
        format!("postgres://inbox@127.0.0.1:{port}/postgres?sslmode=disable")
    }

    /// Makes a database with this name, and tells where it can be reached.
    ///
    /// # Errors
    ///
    /// There is one already, or the server does not run.
    pub fn database(&self, name: &str) -> io::Result<String> {
        self.ask(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url().replace("/postgres?", &format!("/{name}?")))
    }

    /// The port of 127.0.0.1 that it listens on, also after a restart.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it after it was stopped or killed.
    ///
    /// # Errors
    ///
    /// It did not start within a minute.
    pub fn restart(&mut self) -> io::Result<()> {
        let until = Instant::now() + PATIENCE;
        // After a kill, the first attempts may find processes of the old server that have not ended yet.
        while Instant::now() < until {
            let mut child = self.spawn()?;
            while child.try_wait()?.is_none() && Instant::now() < until {
                if self.answers()? {
                    self.running = Some(child);
                    return Ok(());
                }
                sleep(Duration::from_millis(50));
            }
            child.kill()?;
            child.wait()?;
            sleep(Duration::from_millis(100));
        }
        let log = self.log().unwrap_or_default();
        Err(io::Error::other(format!("PostgreSQL did not start:\n{log}")))
    }

    /// Ends its connections and has it stop in order.
    ///
    /// # Errors
    ///
    /// It could not be told to, or did not end.
    pub fn stop(&mut self) -> io::Result<()> {
        let Some(mut child) = self.running.take() else { return Ok(()) };
        succeeded(Command::new("kill").args(["-INT", &child.id().to_string()]).status()?)?;
        let until = Instant::now() + PATIENCE;
        while child.try_wait()?.is_none() {
            if Instant::now() > until {
                child.kill()?;
                child.wait()?;
                return Err(io::Error::other("PostgreSQL did not stop"));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Kills it, as a lack of memory would.
    ///
    /// # Errors
    ///
    /// It could not be killed.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(mut child) = self.running.take() else { return Ok(()) };
        child.kill()?;
        child.wait().map(drop)
    }

    /// Cuts every connection to it.
    ///
    /// # Errors
    ///
    /// It could not be asked to.
    pub fn cut_connections(&self) -> io::Result<()> {
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                      WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
        self.ask(others).map(drop)
    }

    /// What it answers to a statement.
    ///
    /// # Errors
    ///
    /// It refused the statement, or does not run.
    pub fn ask(&self, statement: &str) -> io::Result<String> {
        let mut psql = self.programs.command("psql");
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", statement]);
        let said = psql.arg(self.url()).stdout(Stdio::piped()).stderr(Stdio::piped()).output()?;
        if !said.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&said.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// What it has logged.
    ///
    /// # Errors
    ///
    /// The log cannot be read.
    pub fn log(&self) -> io::Result<String> {
        std::fs::read_to_string(self.log_file())
    }

    /// Gives it a folder, for a tablespace, or a file.
    ///
    /// # Errors
    ///
    /// It could not be given to the user that the server runs as.
    pub fn own(&self, path: &Path) -> io::Result<()> {
        self.programs.give(path)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn spawn(&self) -> io::Result<Child> {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file())?;
        let mut postgres = self.programs.command("postgres");
        postgres.arg("-D").arg(&self.data).arg("-k").arg(self.folder.path());
        postgres.args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        postgres.args(["-c", "fsync=on", "-c", "synchronous_commit=on"]);
        postgres.stderr(log).spawn()
    }

    fn answers(&self) -> io::Result<bool> {
        let mut asked = self.programs.command("pg_isready");
        asked.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-d", "postgres"]);
        Ok(asked.status()?.success())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.stop().is_err() {
            // The folder is removed all the same.
        }
    }
}

fn folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("private-postgres").tempdir()
}

fn succeeded(status: ExitStatus) -> io::Result<()> {
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("it ended with {status}"))) }
}
