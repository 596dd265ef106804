import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readYamlFile } from "@intentsmith/core";
import { readSettings } from "@intentsmith/serve";
import { describe, expect, it } from "vitest";
import { repository, workFolder } from "./testing/command-line.ts";

const folder = join(repository, "packages/cli/deploy");

interface Resource {
  Type: string;
  Properties: Record<string, any>;
  DependsOn?: string;
  [key: string]: unknown;
}
interface Template {
  Parameters: Record<string, { Default?: unknown; Type: string }>;
  Resources: Record<string, Resource>;
}

describe("the CloudFormation template", () => {
  const template = readYamlFile(join(folder, "cloudformation.yaml")) as Template;
  const properties = (name: string): Record<string, any> => template.Resources[name]?.Properties ?? {};
  const userData = properties("Template")["LaunchTemplateData"].UserData["Fn::Base64"]["Fn::Sub"] as string;

  it("clients reach it by TLS only, and machines only through the balancer", () => {
    expect(properties("Https")).toMatchObject({
      Port: 443,
      Protocol: "HTTPS",
      SslPolicy: expect.stringMatching(/TLS13/),
    });
    expect(properties("Https")["Certificates"]).toEqual([{ CertificateArn: { Ref: "CertificateArn" } }]);
    expect(properties("Http")["DefaultActions"]).toEqual([
      { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
    ]);
    expect(properties("MachineGroup")["SecurityGroupIngress"]).toEqual([
      expect.objectContaining({ FromPort: 5001, ToPort: 5001, SourceSecurityGroupId: { Ref: "BalancerGroup" } }),
    ]);
    const ports = properties("BalancerGroup")["SecurityGroupIngress"].map((rule: any) => rule.FromPort);
    expect(ports).toEqual([443, 80]);
  });

  it("one to two machines, by requests a target, the inherited 10 as a parameter", () => {
    expect(template.Parameters["RequestsPerTargetAndMinute"]?.Default).toBe(10);
    expect([properties("Machines")["MinSize"], template.Parameters["MaxSize"]?.Default]).toEqual(["1", 2]);
    expect(properties("Scaling")["TargetTrackingConfiguration"]).toMatchObject({
      TargetValue: { Ref: "RequestsPerTargetAndMinute" },
      PredefinedMetricSpecification: { PredefinedMetricType: "ALBRequestCountPerTarget" },
    });
    // Without a listener the group has no balancer, and the metric no name.
    expect(template.Resources["Machines"]?.DependsOn).toBe("Https");
    expect(properties("Machines")).toMatchObject({ HealthCheckType: "ELB", HealthCheckGracePeriod: 300 });
  });

  it("the machine's role reads the model's prefix and one secret, and nothing else", () => {
    const [policy] = properties("Role")["Policies"];
    const actions = policy.PolicyDocument.Statement.map((statement: any) => [statement.Action, statement.Resource]);
    expect(actions).toEqual([
      ["s3:GetObject", { "Fn::Sub": "${ModelBucket.Arn}/${ModelPrefix}/*" }],
      ["s3:ListBucket", { "Fn::GetAtt": ["ModelBucket", "Arn"] }],
      ["secretsmanager:GetSecretValue", { Ref: "SecretArn" }],
    ]);
  });

  it("the bucket keeps versions, is closed and encrypted, and outlives the stack", () => {
    expect(template.Resources["ModelBucket"]).toMatchObject({ DeletionPolicy: "Retain" });
    expect(properties("ModelBucket")["VersioningConfiguration"]).toEqual({ Status: "Enabled" });
    expect(Object.values(properties("ModelBucket")["PublicAccessBlockConfiguration"])).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it("metadata service version 2, an encrypted disk, no secret in the user data", () => {
    const data = properties("Template")["LaunchTemplateData"];
    expect(data.MetadataOptions).toMatchObject({ HttpTokens: "required" });
    expect(data.BlockDeviceMappings[0].Ebs.Encrypted).toBe(true);
    expect(userData).not.toMatch(/isk_|AKIA|password/i);
    expect(userData).not.toMatch(/set -x/);
    expect(Object.values(template.Parameters).filter(({ Type }) => /secret/i.test(Type))).toEqual([]);
  });

  it("what the user data writes for the service is a config that it takes", () => {
    const [, config = ""] = /<<'END'\n([^]*?)\nEND/.exec(userData) ?? [];
    const filled = config.replaceAll("${MaxSize}", "2").replaceAll(/\$\{\w+\}/g, "x");
    const cwd = workFolder({ "serve.yaml": filled });
    const environment = {
      INTENTSMITH_SERVE_STORE__ADDRESS: "postgres://u:p@db/x",
      INTENTSMITH_SERVE_REDIS: "redis://cache:6379",
    };
    expect(readSettings({ file: join(cwd, "serve.yaml"), environment })).toMatchObject({
      model: "s3://x/x",
      machines: 2,
      proxyHops: 1,
      drainDelayMs: 35_000,
      store: { address: "postgres://u:p@db/x" },
    });
    execFileSync("bash", ["-n"], { input: userData });
  });

  it("a machine leaves before it is cut off: drain, unit and target group agree", () => {
    const unit = readFileSync(join(folder, "intentsmith.service"), "utf8");
    const stopS = Number(/TimeoutStopSec=(\d+)/.exec(unit)?.[1]);
    const checksS =
      properties("Targets")["HealthCheckIntervalSeconds"] * properties("Targets")["UnhealthyThresholdCount"];
    expect(35).toBeGreaterThan(checksS);
    expect(stopS).toBeGreaterThan(35 + 2 + 5);
  });

  it("alarms for no machine, errors, slow answers and used-up credits, all to the topic", () => {
    const alarms = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::CloudWatch::Alarm");
    expect(alarms.map(({ Properties }) => Properties["MetricName"]).sort()).toEqual([
      "CPUCreditBalance",
      "HTTPCode_Target_5XX_Count",
      "HealthyHostCount",
      "TargetResponseTime",
    ]);
    for (const { Properties } of alarms) expect(JSON.stringify(Properties["AlarmActions"])).toContain("AlarmTopicArn");
  });
});

it("the unit: hardened, its memory limited, only the listening process gets the signal", () => {
  const unit = readFileSync(join(folder, "intentsmith.service"), "utf8");
  const lines = ["KillMode=mixed", "MemoryMax=900M", "NoNewPrivileges=yes", "ProtectSystem=strict", "Restart=always"];
  for (const line of [...lines, "User=intentsmith", "CapabilityBoundingSet="]) expect(unit.split("\n")).toContain(line);
  expect(unit).not.toMatch(/^MemoryDenyWriteExecute/m);
});

it("the image: pinned bases, not root, a health check, other platforms' binaries left out", () => {
  const file = readFileSync(join(folder, "Dockerfile"), "utf8");
  const bases = [...file.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(bases).toEqual([expect.stringMatching(/^node:22\.\d+\.\d+-/), expect.stringMatching(/:nonroot$/)]);
  expect(file).toMatch(/^USER 65532$/m);
  expect(file).toMatch(/^HEALTHCHECK [^]*\/v2\/health\/ready/m);
  expect(file).toMatch(/rm -rf darwin win32/);
  expect(file).not.toMatch(/:latest|ADD |sudo/);
});
