//! The HTTP interface.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::beacon::{find, Beacon, BEACONS};

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Deserialize)]
struct At {
    second: u64,
}

#[derive(Serialize)]
struct Showing {
    name: &'static str,
    lit: bool,
}

pub fn router() -> Router {
    Router::new()
        .route("/", get(list))
        .route("/healthz", get(health))
        .route("/beacons/{name}", get(showing))
}

async fn list() -> Json<Vec<Beacon>> {
    Json(BEACONS.to_vec())
}

async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

async fn showing(
    Path(name): Path<String>,
    Query(at): Query<At>,
) -> Result<Json<Showing>, StatusCode> {
    let beacon = find(&name).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Showing {
        name: beacon.name,
        lit: beacon.is_lit(at.second),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn status(path: &str) -> StatusCode {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn known_paths_answer_and_unknown_beacons_do_not() {
        assert_eq!(status("/healthz").await, StatusCode::OK);
        assert_eq!(status("/beacons/skerry?second=4").await, StatusCode::OK);
        assert_eq!(
            status("/beacons/moon?second=4").await,
            StatusCode::NOT_FOUND
        );
    }
}
