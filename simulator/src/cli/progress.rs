use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on the standard error, where that is a terminal; a count where the end is not known.
pub(crate) fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{bar:40} {pos} of {len}, {per_sec}",
        None => "{pos} in {elapsed}, {per_sec}",
    };
    // The templates are right; a wrong one would leave the usual style.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
