import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './nag.ts';
import type { Grant } from './service-function.ts';

export interface AppSecretProps {
  description: string;
  key: IKey;
  /** JSON to begin with, and the property that a random value fills. */
  template: Readonly<Record<string, string>>;
  generated: string;
  rotation: string;
}

/** A secret of the whole deployment; per firm there is none (0.40 USD a month each, and no compare-and-swap). */
export class AppSecret extends Secret {
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: AppSecretProps) {
    super(scope, id, {
      description: props.description,
      encryptionKey: props.key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify(props.template),
        generateStringKey: props.generated,
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.key = props.key;
    acknowledge(this, 'AwsSolutions::AwsSolutions-SMG4', props.rotation);
  }

  grantUse(): Grant {
    return (fn) => {
      fn.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
      fn.allow(['kms:Decrypt'], [this.key.keyArn]);
    };
  }
}
