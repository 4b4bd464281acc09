{{/* What pods of all kinds have alike. Arguments: root, component, values, grace in seconds, and lane for managers. */}}
{{- define "codefleet.pod" -}}
serviceAccountName: {{ include "codefleet.name" .root }}
automountServiceAccountToken: false
# Its variables would be named like settings: CODEFLEET_GATEWAY_PORT.
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .grace }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .root.Values.user }}
  runAsGroup: {{ .root.Values.user }}
  fsGroup: {{ .root.Values.user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "codefleet.selector" . | nindent 8 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* No version among the labels: what has not changed is not restarted by an upgrade. */}}
{{- define "codefleet.podMetadata" -}}
labels:
  {{- include "codefleet.selector" . | nindent 2 }}
{{- with .values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What containers of all kinds have alike. Arguments as above. */}}
{{- define "codefleet.container" -}}
name: {{ .component }}
image: {{ printf "%s/%s:%s" .root.Values.image.repository .component (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
ports:
  - name: http
    containerPort: {{ include "codefleet.port" .component }}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 90
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
resources:
  {{- toYaml .values.resources | nindent 2 }}
{{- end -}}

{{- define "codefleet.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "codefleet.environment" -}}
- name: CODEFLEET_HOST
  value: 0.0.0.0
- name: CODEFLEET_PORT
  value: {{ include "codefleet.port" .component | quote }}
- name: CODEFLEET_ALLOWED_HOSTS
  value: {{ include "codefleet.hosts" . | quote }}
- name: CODEFLEET_LOG_JSON
  value: {{ .root.Values.logJson | quote }}
{{- if ne .component "registry" }}
# Pods come back with the same name and another address: what names mean is kept for seconds only.
- name: JAVA_TOOL_OPTIONS
  value: -Dsun.net.inetaddr.ttl=5
- name: POD_IP
  valueFrom:
    fieldRef: {fieldPath: status.podIP}
- name: CODEFLEET_ID
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
- name: CODEFLEET_URL
  value: http://$(POD_IP):{{ include "codefleet.port" .component }}
- name: CODEFLEET_REGISTRIES
  value: {{ include "codefleet.registries" .root | quote }}
{{- end }}
{{- range $name, $value := .values.env }}
{{- include "codefleet.refuseOwn" (list $.component $name) }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/* Given twice, the later one would win without a word. */}}
{{- define "codefleet.refuseOwn" -}}
{{- $name := last . -}}
{{- $own := list "POD_IP" "JAVA_TOOL_OPTIONS" "QUARKUS_SHUTDOWN_TIMEOUT" "CODEFLEET_PROGRAMMER_GRACE" "CODEFLEET_PROGRAMMER_STOP_WITHIN" -}}
{{- range list "HOST" "PORT" "ALLOWED_HOSTS" "LOG_JSON" "ID" "URL" "REGISTRIES" "LANES" "HOME" "SLOTS" "SANDBOX" "NETWORK" "ACCESS_FILE" -}}
{{- $own = append $own (printf "CODEFLEET_%s" .) -}}
{{- end -}}
{{- if or (has $name $own) (hasPrefix "CODEFLEET_DATABASE_" $name) (has $name (list "CODEFLEET_PROGRAMMER_CACHE_MAX_BYTES" "CODEFLEET_PROGRAMMER_BUNDLES_MAX_TOTAL_BYTES" "CODEFLEET_PROGRAMMER_ATTEMPT_MAX_BYTES" "CODEFLEET_PROGRAMMER_EGRESS_HOSTS" "CODEFLEET_PROGRAMMER_EGRESS_PRIVATE")) -}}
{{- fail (printf "%s.env.%s: the chart sets this one itself, from its other values. See values.yaml." (first .) $name) -}}
{{- end -}}
{{- end -}}
