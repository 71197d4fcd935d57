module older

go 1.25.0

require github.com/aws/aws-xray-sdk-go v1.0.0-rc.8

require (
	github.com/DATA-DOG/go-sqlmock v1.5.2 // indirect
	github.com/aws/aws-sdk-go v1.55.8 // indirect
	github.com/cihub/seelog v0.0.0-20170130134532-f561c5e57575 // indirect
	github.com/jmespath/go-jmespath v0.4.0 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
)
