package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ObjectKey;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Begins every request on an object: its bucket, its key, and the customer's key where there is one. */
record S3Requests(String bucket, Optional<CustomerKey> customerKey) {
    HeadObjectRequest.Builder head(ObjectKey key) {
        var request = HeadObjectRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    GetObjectRequest.Builder get(ObjectKey key) {
        var request = GetObjectRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    PutObjectRequest.Builder put(ObjectKey key) {
        var request = PutObjectRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    CreateMultipartUploadRequest.Builder createUpload(ObjectKey key) {
        var request = CreateMultipartUploadRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    UploadPartRequest.Builder uploadPart(ObjectKey key) {
        var request = UploadPartRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    CompleteMultipartUploadRequest.Builder completeUpload(ObjectKey key) {
        var request = CompleteMultipartUploadRequest.builder().bucket(bucket).key(key.value());
        customerKey.ifPresent(sse -> request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(sse.base64().reveal())
                .sseCustomerKeyMD5(sse.md5()));
        return request;
    }

    /** Time for a request whose body is large. */
    static AwsRequestOverrideConfiguration within(Duration attempt, Duration call) {
        return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(attempt).apiCallTimeout(call).build();
    }
}
